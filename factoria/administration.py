"""Django's admin, with our site in it. Apart from `factoria.admin`, which needs the models loaded."""

from django.contrib.admin.apps import AdminConfig


class FactoriaAdminConfig(AdminConfig):
    default_site = "factoria.admin.FactoriaAdminSite"
