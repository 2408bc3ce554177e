"""A person's own pages, beside those of django-allauth."""

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions.profiles import update_profile
from accounts.forms import ProfileForm, profile_initial
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.roles import Role


@login_required
@require_http_methods(["GET", "POST"])
def show_profile(request: SignedInRequest) -> HttpResponse:
    """One's own details and preferences, to read and to change."""
    user = request.user
    form = ProfileForm(request.POST or None, initial=profile_initial(user))
    if request.method == "POST" and form.is_valid():
        update_profile(user=user, details=form.details())
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form} | _account_facts(user))


def _account_facts(user: User) -> dict[str, object]:
    """What stands beside the form: who one is here, and how well the account is kept."""
    names = set(user.groups.values_list("name", flat=True))
    return {
        "roles": [role.label for role in Role if role in names],
        "is_verified": EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists(),
        "has_two_factor": is_mfa_enabled(user),
    }
