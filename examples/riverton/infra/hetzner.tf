module "register" {
  source   = "./modules/server"
  name     = "register-1"
  type     = "cx42"
  location = "nbg1"
}

module "tiles" {
  source   = "./modules/server"
  name     = "tiles-1"
  type     = "cx22"
  location = "fsn1"
}

resource "hcloud_volume" "register_backup" {
  name     = "register-backup"
  size     = 500
  location = "hel1"
  format   = "ext4"
}

resource "hcloud_network" "register" {
  name     = "register"
  ip_range = "10.20.0.0/16"
}
