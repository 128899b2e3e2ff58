resource "cloudflare_zone" "riverton" {
  account_id = var.cloudflare_account
  zone       = "riverton.example"
  plan       = "business"
}

resource "cloudflare_record" "www" {
  zone_id = cloudflare_zone.riverton.id
  name    = "www"
  type    = "CNAME"
  content = "riverton.example.cdn.cloudflare.net"
  proxied = true
}

resource "cloudflare_ruleset" "firewall" {
  zone_id = cloudflare_zone.riverton.id
  name    = "Web site"
  kind    = "zone"
  phase   = "http_request_firewall_managed"
}
