"""The tree of topics: every path names its topic from the root, whatever moves above it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Concat, Length, Substr
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
    path = check_place(name=name, parent=parent)
    return Topic.objects.create(name=_normal(name), parent=parent, path=path)


@transaction.atomic
def rename_topic(*, topic: Topic, name: str, parent: Topic | None, by: User) -> Topic:
    """Give the topic a name and a place; all topics below it move along. Raises PermissionDenied; Refusal for a name
    that cannot be, and for a place below itself."""
    _require_permission(by, "content.change_topic")
    _lock_tree()
    topic = Topic.objects.get(pk=topic.pk)
    old_path, path = topic.path, check_place(name=name, parent=parent, topic=topic)
    topic.name, topic.parent, topic.path = _normal(name), parent, path
    topic.save(update_fields=["name", "parent", "path"])
    moved = Concat(Value(path), Substr(F("path"), len(old_path) + 1))
    _below(old_path).update(path=moved)
    return topic


def check_place(*, name: str, parent: Topic | None, topic: Topic | None = None) -> str:
    """The path that `topic`, or a new one, will have under that name below `parent`. Raises Refusal, with a sentence,
    where it cannot stand there."""
    name = _normal(name)
    if not name:
        raise Refusal(_("A topic needs a name."))
    if "/" in name:
        raise Refusal(_("A topic's name has no slash: a slash stands between topics. Make one below the other."))
    above = Topic.objects.get(pk=parent.pk).path if parent else ""
    if topic and parent and f"{above}{SEPARATOR}".startswith(f"{topic.path}{SEPARATOR}"):
        raise Refusal(_("A topic cannot stand below itself. Choose another place for it."))
    path = f"{above}{SEPARATOR}{name}" if parent else name
    if Topic.objects.filter(path=path).exclude(pk__in=[topic.pk] if topic else []).exists():
        raise Refusal(_("There is a topic “%(path)s” already. Choose another name.") % {"path": path})
    if len(path) + _longest_below(topic) > MAX_PATH:
        raise Refusal(_("This path, or one below it, would be too long. Choose a shorter name."))
    return path


def _below(path: str) -> QuerySet[Topic]:
    return Topic.objects.filter(path__startswith=path + SEPARATOR)


def _longest_below(topic: Topic | None) -> int:
    """How many characters the longest path below has more than the topic's own."""
    if topic is None:
        return 0
    longest = _below(topic.path).aggregate(longest=Max(Length("path")))["longest"]
    return longest - len(topic.path) if longest else 0


def _normal(name: str) -> str:
    return " ".join(name.split())


def _lock_tree() -> None:
    """One change of the tree at a time: two moves at once could make a circle."""
    list(Topic.objects.select_for_update().filter(parent__isnull=True).order_by("id").values_list("id"))


def _require_permission(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied(_("Your role cannot change topics. Ask an administrator for the staff role."))
