terraform {
  required_providers {
    hcloud = {
      source  = "hetznercloud/hcloud"
      version = "~> 1.49"
    }
  }
}

variable "name" {
  type = string
}

variable "type" {
  type = string
}

variable "location" {
  type = string
}

resource "hcloud_server" "this" {
  name        = var.name
  server_type = var.type
  location    = var.location
  image       = "debian-12"
  backups     = true

  labels = {
    owner = "land-register"
  }
}

output "address" {
  value = hcloud_server.this.ipv4_address
}
