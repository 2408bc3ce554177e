"""What a view behind `login_required` is given."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody who has logged in; for type checkers alone, no view makes one."""

    user: User
