# Ten years of pay slips, because the law says so.
resource "aws_s3_bucket" "payroll_archive" {
  bucket = "riverton-payroll-archive"
}

resource "aws_s3_bucket_versioning" "payroll_archive" {
  bucket = aws_s3_bucket.payroll_archive.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_kms_key" "payroll_archive" {
  description = "Pay slips at rest"
}

# One of two copies of the land register; the other is in hetzner.tf.
resource "aws_s3_bucket" "register_backup" {
  provider = aws.dublin
  bucket   = "riverton-register-backup"
}

provider "aws" {
  alias  = "dublin"
  region = "eu-west-1"
}
