# Everybody logs in with Entra ID; each program is registered there.
resource "azuread_application" "payroll" {
  display_name     = "Payroll"
  sign_in_audience = "AzureADMyOrg"

  web {
    redirect_uris = ["https://payroll.intern.riverton.example/oidc"]
  }
}

resource "azuread_application" "citizen_portal" {
  display_name     = "Citizen portal"
  sign_in_audience = "AzureADMyOrg"

  web {
    redirect_uris = ["https://portal.riverton.example/oidc"]
  }
}

resource "azuread_application" "zoom" {
  display_name = "Zoom"
}

resource "azuread_group" "payroll_clerks" {
  display_name     = "Payroll clerks"
  security_enabled = true
}

resource "azuread_conditional_access_policy" "second_factor" {
  display_name = "Second factor from outside the town hall"
  state        = "enabled"

  conditions {
    client_app_types = ["all"]

    applications {
      included_applications = ["All"]
    }

    users {
      included_users = ["All"]
    }
  }

  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
