variable "location" {}

resource "hcloud_server" "this" {
  location = var.location
}
