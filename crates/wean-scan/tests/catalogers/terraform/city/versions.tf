terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.14.0"
    }
    hcloud = {
      source = "hetznercloud/hcloud"
    }
    aws    = "~> 5.82"
    inside = { source = "registry.riverton.example/city/inside" }
    random = { source = "registry.terraform.io/hashicorp/random" }
  }
}
