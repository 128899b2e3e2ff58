# The web site's appointment diary.
resource "azurerm_resource_group" "web" {
  name     = "rg-riverton-web"
  location = var.azure_location
}

resource "azurerm_postgresql_flexible_server" "appointments" {
  resource_group_name = azurerm_resource_group.web.name
  location            = "${azurerm_resource_group.web.location}"
}

resource "aws_s3_bucket" "payroll_archive" {
  bucket = "riverton-payroll-archive"
}

resource "aws_s3_bucket_versioning" "payroll_archive" {
  provider   = aws.dublin
  bucket     = aws_s3_bucket.payroll_archive[0].id
  depends_on = [data.aws_iam_policy_document.reader]
}

data "aws_iam_policy_document" "reader" {
  statement {
    resources = [for b in [aws_s3_bucket.payroll_archive] : "${b.arn}/${aws_kms_key.gone.id}"]
  }
}

resource "hcloud_volume" "register_backup" {
  location = (local.place)
}

resource "hcloud_volume" "unknown" {
  location = element(["nbg1", "fsn1"], 1)
}

resource "random_pet" "name" {}

module "server" {
  source   = "./modules/server"
  location = "nbg1"
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws//modules/endpoints"
  version = "~> 5.17"
}

module "private" {
  source = "registry.riverton.example/city/network/hcloud"
}

module "git" {
  source = "git::https://github.com/cloudposse/terraform-null-label.git//exports?ref=0.25.0"
}

module "forge" {
  source = "github.com/hashicorp/example"
}

resource "cloudflare_zone" "riverton" {
  zone = "riverton.example"
}

resource "google_compute_disk" "map" {
  zone = "europe-west3-a"
}
