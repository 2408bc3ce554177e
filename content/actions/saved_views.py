"""Ways of looking at one's desk, kept under a name."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.access import require
from content.models import SavedView
from content.querysets import AUTHOR
from content.text import is_visible

MAX_VIEWS = 20
MAX_NAME = 60
MAX_QUERY = 1000


@transaction.atomic
def save_view(*, name: str, query: str, by: User) -> SavedView:
    """Keep `query`, the end of the desk's address, under the name; a view of that name shows it from now on.
    Raises PermissionDenied; Refusal for a name that cannot be, and beyond twenty views."""
    require(by, AUTHOR)
    name = _check_name(name)
    if len(query) > MAX_QUERY:
        raise Refusal(_("These filters are too long to be kept. Search for fewer words."))
    views = _held(by)
    known = next((view for view in views if view.name == name), None)
    if known is None and len(views) >= MAX_VIEWS:
        raise Refusal(_("You have %(limit)d views already. Delete one first.") % {"limit": MAX_VIEWS})
    view = known or SavedView(person=by, name=name)
    view.query = query
    view.save()
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str, by: User) -> SavedView:
    """Call the view otherwise. Raises PermissionDenied unless it is her own; Refusal for a name that cannot be, or that
    another view of hers has."""
    _require_own(view, by)
    name = _check_name(name)
    for other in _held(by):
        if other.name == name and other.pk != view.pk:
            raise Refusal(_("You have a view “%(name)s” already. Choose another name.") % {"name": name})
    view.name = name
    view.save(update_fields=["name"])
    return view


def delete_view(*, view: SavedView, by: User) -> None:
    """Forget the view; the material stays as it is. Raises PermissionDenied unless it is her own."""
    _require_own(view, by)
    SavedView.objects.filter(pk=view.pk).delete()


def _require_own(view: SavedView, by: User) -> None:
    if view.person_id != by.pk:
        raise PermissionDenied(_("This is somebody else's view."))


def _held(by: User) -> list[SavedView]:
    """All views of hers, one change at a time."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return list(SavedView.objects.filter(person=by))


def _check_name(name: str) -> str:
    name = " ".join(name.split())
    if not is_visible(name):
        raise Refusal(_("A view needs a name."))
    if len(name) > MAX_NAME:
        raise Refusal(_("A name has at most %(limit)d characters. Shorten it.") % {"limit": MAX_NAME})
    return name
