"""The tree of topics: every path names its topic from the root, whatever moves above it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.models import Topic

SEPARATOR = " / "
MAX_PATH = 500


@transaction.atomic
def create_topic(*, name: str, parent: Topic | None, by: User) -> Topic:
    """A new topic below `parent`, or at the root. Raises PermissionDenied; Refusal for a name that cannot be."""
    _require_permission(by, "content.add_topic")
    _lock_tree()
    name = _checked_name(name)
    path = _checked_path(f"{parent.path}{SEPARATOR}{name}" if parent else name, None)
    return Topic.objects.create(name=name, parent=parent, path=path)


@transaction.atomic
def rename_topic(*, topic: Topic, name: str, parent: Topic | None, by: User) -> Topic:
    """Give the topic a name and a place; all topics below it move along. Raises PermissionDenied; Refusal for a name
    that cannot be, and for a place below itself."""
    _require_permission(by, "content.change_topic")
    _lock_tree()
    topic = Topic.objects.get(pk=topic.pk)
    parent = Topic.objects.get(pk=parent.pk) if parent else None
    old_path, name = topic.path, _checked_name(name)
    if parent and (parent.pk == topic.pk or parent.path.startswith(old_path + SEPARATOR)):
        raise Refusal(_("A topic cannot stand below itself. Choose another place for it."))
    topic.name, topic.parent = name, parent
    topic.path = _checked_path(f"{parent.path}{SEPARATOR}{name}" if parent else name, topic)
    topic.save(update_fields=["name", "parent", "path"])
    if topic.path != old_path:
        _move_descendants(old_path, topic.path)
    return topic


def _move_descendants(old_path: str, new_path: str) -> None:
    below = Topic.objects.filter(path__startswith=old_path + SEPARATOR)
    longest = max((len(path) for path in below.values_list("path", flat=True)), default=0)
    if longest - len(old_path) + len(new_path) > MAX_PATH:
        raise Refusal(_("The path of a topic below this one would be too long. Choose a shorter name."))
    below.update(path=Concat(Value(new_path), Substr(F("path"), len(old_path) + 1)))


def _lock_tree() -> None:
    """One change of the tree at a time: two moves at once could make a circle."""
    list(Topic.objects.select_for_update().filter(parent__isnull=True).order_by("id").values_list("id"))


def _require_permission(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied(_("Your role cannot change topics. Ask an administrator for the staff role."))


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal(_("A topic needs a name."))
    if "/" in name:
        raise Refusal(_("A topic's name has no slash: the slash stands between topics. Make one below the other."))
    return name


def _checked_path(path: str, topic: Topic | None) -> str:
    if len(path) > MAX_PATH:
        raise Refusal(_("The path of this topic would be too long. Choose a shorter name."))
    if Topic.objects.filter(path=path).exclude(pk=topic.pk if topic else None).exists():
        raise Refusal(_("There is a topic “%(path)s” already. Choose another name.") % {"path": path})
    return path
