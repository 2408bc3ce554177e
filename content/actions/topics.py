"""The tree of topics: every path names its topic from the root, whatever moves above it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.models import Content, ReviewRule, Topic
from content.text import is_visible

SEPARATOR = " / "
MAX_PATH = 500


class TopicGone(Refusal):
    """The topic that was chosen is there no more."""


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


@transaction.atomic
def merge_topic(*, topic: Topic, into: Topic, by: User) -> int:
    """Move the material of `topic`, the rules of review that name it, and the topics below it, to `into`; topics of the
    same name become one. `topic` is gone then. Returns how many pieces moved. Raises PermissionDenied; Refusal for a
    place below itself, for a path that would be too long, for two rules that would be for the same, and when one of
    the two is gone."""
    _require_permission(by, "content.delete_topic")
    _lock_tree()
    source, target = _at(topic), _at(into)
    if f"{target.path}{SEPARATOR}".startswith(f"{source.path}{SEPARATOR}"):
        raise Refusal(_("A topic cannot be merged into itself or one below it. Choose another."))
    list(Topic.objects.select_for_update().filter(_from(source.path)).order_by("pk").values_list("pk"))
    return _merge(source, target)


@transaction.atomic
def delete_topic(*, topic: Topic, by: User) -> None:
    """Take an unused topic away. Raises PermissionDenied; Refusal while material or another topic stands below it, or a
    rule of review names it."""
    _require_permission(by, "content.delete_topic")
    _lock_tree()
    held = Topic.objects.select_for_update().filter(pk=topic.pk).first()
    if held is None:
        return
    pieces, below = held.contents.count(), held.children.count()
    if pieces or below:
        raise Refusal(
            _("“%(path)s” is in use: pieces of material %(pieces)d, topics below %(below)d. Merge it into another.")
            % {"path": held.path, "pieces": pieces, "below": below}
        )
    if rule := ReviewRule.objects.filter(topic=held).first():
        raise Refusal(
            _("“%(path)s” is named by the second step “%(rule)s”. Change that one, or delete it, first.")
            % {"path": held.path, "rule": rule.name}
        )
    held.delete()


def hold_topic(topic: Topic | None) -> Topic | None:
    """The topic as it is now; nobody merges or deletes it until the transaction ends. To be called before a piece is
    locked: a merge holds topics first and moves pieces then. Raises TopicGone."""
    if topic is None:
        return None
    for held in Topic.objects.select_for_update(no_key=True).filter(pk=topic.pk):
        return held
    raise TopicGone(_("The topic “%(path)s” was merged or deleted meanwhile. Choose another.") % {"path": topic.path})


def check_place(*, name: str, parent: Topic | None, topic: Topic | None = None) -> str:
    """The path that `topic`, or a new one, will have under that name below `parent`. Raises Refusal, with a sentence,
    where it cannot stand there."""
    name = _normal(name)
    if not is_visible(name):
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


def _merge(source: Topic, target: Topic) -> int:
    """Its path is put out of the way first, or a topic below it of its own name could not take its place."""
    old_path, source.path = source.path, f"{SEPARATOR}{source.pk}"
    Topic.objects.filter(pk=source.pk).update(path=source.path)
    moved = Content.objects.filter(topic=source).update(topic=target)
    _move_rules(source, target)
    there = {child.name: child for child in target.children.exclude(pk=source.pk)}
    for child in source.children.order_by("path"):
        if same := there.get(child.name):
            moved += _merge(child, same)
        else:
            _hang(child, old_path=f"{old_path}{SEPARATOR}{child.name}", below=target)
    source.delete()
    return moved


def _move_rules(source: Topic, target: Topic) -> None:
    """What is read twice stays so, wherever it goes."""
    there = {rule.level: rule for rule in ReviewRule.objects.filter(topic=target)}
    for rule in ReviewRule.objects.filter(topic=source):
        if other := there.get(rule.level):
            names = {"one": rule.name, "other": other.name}
            raise Refusal(
                _("The second steps “%(one)s” and “%(other)s” would be for the same. Delete one of them first.") % names
            )
        rule.topic = target
        rule.save(update_fields=["topic"])


def _hang(topic: Topic, *, old_path: str, below: Topic) -> None:
    path = f"{below.path}{SEPARATOR}{topic.name}"
    if len(path) + _longest_below(topic) > MAX_PATH:
        raise Refusal(_("The path of “%(name)s” would be too long there. Shorten names first.") % {"name": topic.name})
    Topic.objects.filter(pk=topic.pk).update(parent=below, path=path)
    _below(old_path).update(path=Concat(Value(path), Substr(F("path"), len(old_path) + 1)))


def _at(topic: Topic) -> Topic:
    for found in Topic.objects.filter(pk=topic.pk):
        return found
    raise TopicGone(_("The topic “%(path)s” is gone. Somebody merged or deleted it.") % {"path": topic.path})


def _from(path: str) -> Q:
    return Q(path=path) | Q(path__startswith=path + SEPARATOR)


def topics_below(topic: Topic) -> QuerySet[Topic]:
    """Every topic below this one, at whatever depth."""
    return _below(topic.path)


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
