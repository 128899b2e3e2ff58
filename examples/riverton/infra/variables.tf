variable "azure_subscription" {
  type        = string
  description = "Subscription that the city's cloud resources are booked on"
}

variable "cloudflare_account" {
  type = string
}

variable "azure_location" {
  type    = string
  default = "westeurope"
}

variable "appointments_password" {
  type      = string
  sensitive = true
}
