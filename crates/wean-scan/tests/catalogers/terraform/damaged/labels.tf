resource "aws_instance" {
}
resource "aws_instance" "b" {
  region = local.loop
}
locals {
  loop = local.loop
}
