"""What an author's desk shows beside the list of her material: what comes first, how much is in which state, and who is
editing."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import CharField, Count, F, Func, IntegerField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts.models import User
from content.authoring import invitations_for
from content.bank import offered_entries
from content.counting import count_rows
from content.lineage import stale_keys
from content.models import Authorship, Content, ItemFinding, Presence, ReviewDecision
from content.querysets import ContentQuerySet

Status = Content.Status
SENT_BACK = (Status.CHANGES_REQUESTED, Status.REJECTED)
UNFINISHED = (Status.DRAFT, *SENT_BACK)  # what its author has still to do something to
DUE_SOON = 7  # days
SHOWN = 5  # pieces of each sort that stand first
PRESENT = timedelta(seconds=45)


@dataclass(frozen=True)
class Counts:
    """How many pieces there are in each state, and whose they are: `total` and `shared` without what is archived."""

    by_state: dict[str, int]
    total: int
    shared: int
    due: int

    @property
    def sent_back(self) -> int:
        return sum(self.by_state[state] for state in SENT_BACK)


@dataclass(frozen=True)
class Attention:
    """What comes first: pieces that came back, with the reason in `decision_reason` and who gave it in `decision_by`,
    and pieces that are due, a few of each, with how many more there are; who asks her to write along; how many items
    have to be looked at because something elsewhere changed; and the pieces that study speaks `against`, each with its
    `finding_count`."""

    sent_back: list[Content] = field(default_factory=list)
    due: list[Content] = field(default_factory=list)
    invitations: list[Authorship] = field(default_factory=list)
    more_sent_back: int = 0
    more_due: int = 0
    stale: int = 0
    offers: int = 0
    against: list[Content] = field(default_factory=list)
    more_against: int = 0

    def __bool__(self) -> bool:
        return bool(self.against or self.sent_back or self.due or self.invitations or self.stale or self.offers)


def for_desk(contents: ContentQuerySet, user: User) -> ContentQuerySet:
    """With all that a row shows, `editor` (who else has it open now) and what it can be sorted by, in one query."""
    since = timezone.now() - PRESENT
    others = Presence.objects.filter(content=OuterRef("pk"), seen_at__gte=since).exclude(person=user)
    day = Func(F("due_on"), Value("YYYY-MM-DD"), function="to_char", output_field=CharField())
    return (
        contents.for_list()
        .with_item_count()
        .annotate(
            editor=Subquery(others.order_by("-seen_at").values_list(_name_of("person"))[:1], output_field=CharField()),
            title_key=Lower("title"),
            due_key=Coalesce(day, Value("9999")),
        )
    )


def _with_findings(contents: ContentQuerySet) -> ContentQuerySet:
    """Those that study speaks against, with `finding_count`: of how many items."""
    open_ones = ItemFinding.objects.open()
    counts = open_ones.filter(content=OuterRef("pk")).order_by().values("content")
    items = counts.annotate(count=Count("item_version", distinct=True)).values("count")
    return contents.filter(pk__in=open_ones.values("content")).annotate(finding_count=Subquery(items))


def _first_pieces(own: ContentQuerySet) -> ContentQuerySet:
    """A few of each sort, those of one sort in its order: what came back, what study speaks against (with a
    `finding_count`), and what is due."""
    nothing = {"decision_reason": Value("", TextField()), "decision_by": Value("", CharField())}
    none = Value(0, IntegerField())
    back = own.sent_back().annotate(decision_by=_last_reviewer(), finding_count=none).order_by("-updated_at", "-id")
    against = _with_findings(own.annotate(**nothing)).order_by("-updated_at", "-id")
    drafts = own.filter(is_due_soon(), status=Status.DRAFT).annotate(**nothing, finding_count=none)
    return back[:SHOWN].union(against[:SHOWN], drafts.order_by("due_on", "-id")[:SHOWN], all=True)


def _name_of(person: str) -> Coalesce:
    """The name of the person under that path, as everywhere."""
    return Coalesce(Func(F(f"{person}__full_name"), Value(""), function="nullif"), F(f"{person}__username"))


def _last_reviewer() -> Subquery:
    decisions = ReviewDecision.objects.filter(request__content=OuterRef("pk")).order_by("-decided_at")
    return Subquery(decisions.values_list(_name_of("reviewer"))[:1], output_field=CharField())


def count_pieces(contents: ContentQuerySet, user: User) -> Counts:
    """One query, whatever `contents` are."""
    live = ~Q(status=Status.ARCHIVED)
    states = {f"in_{state}": Count("pk", filter=Q(status=state), distinct=True) for state in Status.values}
    found = contents.order_by().aggregate(
        total=Count("pk", filter=live, distinct=True),
        shared=Count("pk", filter=live & ~Q(owner=user), distinct=True),
        due=Count("pk", filter=is_due_soon() & Q(status=Status.DRAFT), distinct=True),
        **states,
    )
    by_state = {state: found.pop(f"in_{state}") for state in Status.values}
    return Counts(by_state=by_state, **found)


def is_due_soon() -> Q:
    """Overdue, or due within the week, and not done."""
    return Q(status__in=UNFINISHED, due_on__lte=timezone.localdate() + timedelta(days=DUE_SOON))


def is_overdue() -> Q:
    return Q(status__in=UNFINISHED, due_on__lt=timezone.localdate())


def find_attention(editable: ContentQuerySet, user: User, counts: Counts) -> Attention:
    """What comes first among `editable`, all that she may change. What came back stands there, and not again as due."""
    accused = _with_findings(editable)
    waiting = count_rows(
        user,
        stale=stale_keys(user, editable),
        offers=offered_entries(editable).values("pk"),
        accused=accused.values("pk"),
    )
    accused_count = waiting.pop("accused")
    pieces: list[Content] = []
    if counts.sent_back or counts.due or accused_count:
        pieces = list(_first_pieces(for_desk(editable, user)))
    against = [piece for piece in pieces if vars(piece)["finding_count"]]
    others = [piece for piece in pieces if not vars(piece)["finding_count"]]
    sent_back = [piece for piece in others if piece.status in SENT_BACK]
    due = [piece for piece in others if piece.status == Status.DRAFT]
    return Attention(
        sent_back=sent_back,
        due=sorted(due, key=lambda piece: (piece.due_on, piece.pk)),
        invitations=invitations_for(user),
        more_sent_back=counts.sent_back - len(sent_back),
        more_due=counts.due - len(due),
        against=[piece for piece in against if piece not in sent_back],
        more_against=accused_count - len(against),
        **waiting,
    )
