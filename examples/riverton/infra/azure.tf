resource "azurerm_resource_group" "web" {
  name     = "rg-riverton-web"
  location = "westeurope"
}

# The web site's appointment diary.
resource "azurerm_postgresql_flexible_server" "appointments" {
  name                   = "psql-riverton-appointments"
  resource_group_name    = azurerm_resource_group.web.name
  location               = azurerm_resource_group.web.location
  version                = "16"
  sku_name               = "GP_Standard_D2s_v3"
  storage_mb             = 65536
  administrator_login    = "riverton"
  administrator_password = var.appointments_password
  zone                   = "1"
}

resource "azurerm_storage_account" "forms" {
  name                     = "strivertonforms"
  resource_group_name      = azurerm_resource_group.web.name
  location                 = var.azure_location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_linux_function_app" "forms" {
  name                       = "func-riverton-forms"
  resource_group_name        = azurerm_resource_group.web.name
  location                   = "germanywestcentral"
  service_plan_id            = azurerm_service_plan.forms.id
  storage_account_name       = azurerm_storage_account.forms.name
  storage_account_access_key = azurerm_storage_account.forms.primary_access_key

  site_config {}
}

resource "azurerm_service_plan" "forms" {
  name                = "asp-riverton-forms"
  resource_group_name = azurerm_resource_group.web.name
  location            = "germanywestcentral"
  os_type             = "Linux"
  sku_name            = "Y1"
}
