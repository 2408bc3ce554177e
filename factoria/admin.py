"""The administration as one site: who may enter, and the one way to log in."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factoria.light_admin import LightAdmin

ENTER = "accounts.access_admin"


class FactoriaAdminSite(AdminSite):
    """For those with the permission to enter. Logging in and out and passwords are the accounts' own pages', with
    their limits and second factor."""

    site_title = gettext_lazy("La Factoria")
    site_header = gettext_lazy("La Factoria")
    index_title = gettext_lazy("Administration")
    site_url = "/"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every admin is light, Django's own and the libraries' too."""
        base = admin_class or ModelAdmin
        super().register(model_or_iterable, type(base.__name__, (LightAdmin, base), {}), **options)

    def get_urls(self) -> list[Any]:
        """Without `view_on_site`: nothing here links to it, and it fails on keys that are no whole numbers."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.has_perm(ENTER))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Visitors are led to log in; those who have, and may not enter, are told so."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            self._refuse_strangers(request)
            return guarded(request, *args, **kwargs)

        return inner

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self._refuse_strangers(request)
        inside = request.GET.get("next") or reverse("admin:index")
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(inside, reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def _refuse_strangers(self, request: HttpRequest) -> None:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied(
                _("The administration is for reviewers, staff and operators. Ask an administrator to make you one.")
            )
