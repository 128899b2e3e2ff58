variable "azure_location" {
  type    = string
  default = "westeurope"
}

locals {
  place = local.other
  other = "hel1"
  loop  = local.loop
}

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "dublin"
  region = "eu-west-1"
}
