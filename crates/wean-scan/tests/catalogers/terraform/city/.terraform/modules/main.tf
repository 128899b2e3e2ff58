resource "aws_instance" "theirs" {}
