"""The demonstration's studio: what the authors do with one another and with one another's material, so that each of its
pages has something to show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import User
from content.actions.authorship import accept_invitation, invite_author
from content.actions.deriving import derive_item
from content.actions.drafting import Details, Window, update_details
from content.actions.duplicating import duplicate_content
from content.actions.reusing import create_from_items
from content.actions.saved_views import save_view
from content.actions.starting import start_content
from content.documents import Document, load_document, load_items
from content.models import Authorship, Content, Item
from factoria.demonstration import FOLDER, Crowd, Piece, latest_of, make_piece, read_pieces, save_as, set_back

STUDIO = FOLDER / "studio"
SHARED = ("periodic-table-and-bonding", "newtons-laws", "binary-search", "energy-at-home", "photosynthesis")
DUE = {"musical-terms": -2, "opportunity-cost": 3, "photosynthesis-check": 12}  # days from now
MADE_FROM = {
    "check-mass": "Where does a tree’s mass come from?",
    "check-cycle": "Stage two: the Calvin cycle",
    "check-dark": "Stage two: the Calvin cycle",
    "check-frost": "What sets the pace",
}
WARM_UP = ("frac-bigger", "frac-add", "frac-of", "frac-multiply")
VIEWS = {"Due soon": "due=week&sort=due", "Cards to mend": "kind=flashcards&state=changes_requested"}


def make_studio(crowd: Crowd, material: Mapping[str, Content]) -> dict[str, Content]:
    """Let the teachers work together on the `material`; what they make beside it, by name."""
    marta, paulo, *_others = crowd.teachers
    pieces = {piece.stem: piece for piece in read_pieces(STUDIO)}
    quizzes = ("energy-at-home", "photosynthesis-check")
    made = {stem: make_piece(pieces[stem], marta, crowd.reviewer, timedelta(days=27)) for stem in quizzes}
    everything = {**material, **made}
    _write_together(marta, paulo, everything)
    _place(everything)
    _derive(everything["photosynthesis-check"], everything["photosynthesis"], marta)
    _edit(everything["photosynthesis"], marta, paulo)
    made["warm-up"] = _reuse(everything["fractions-in-practice"], marta)
    with set_back(timedelta(days=3, hours=4)):
        made["copy"] = duplicate_content(content=everything["periodic-table-and-bonding"], by=marta)
    made["tides"] = _begin(pieces["tides"], marta)
    for name, query in VIEWS.items():
        save_view(name=name, query=query, by=marta)
    return made


def _write_together(marta: User, paulo: User, material: Mapping[str, Content]) -> None:
    """Each of them asked the other along, and one invitation waits for an answer."""
    _ask(material["photosynthesis"], marta, paulo, timedelta(days=6), accepts=True)
    _ask(material["spanish-false-friends"], paulo, marta, timedelta(days=9), accepts=True)
    _ask(material["git-everyday-commands"], paulo, marta, timedelta(hours=5), accepts=False)


def _ask(content: Content, owner: User, author: User, age: timedelta, *, accepts: bool) -> None:
    with set_back(age) as moment:
        authorship = invite_author(content=content, who=author.email, by=owner)
        Authorship.objects.filter(pk=authorship.pk).update(invited_at=moment)
    if accepts:
        with set_back(age - timedelta(hours=3)):
            accept_invitation(authorship=authorship, by=author)


def _place(material: Mapping[str, Content]) -> None:
    """What others may use, and what has to be ready by when."""
    today = timezone.localdate()
    for stem in {*SHARED, *DUE}:
        content = material[stem]
        days = DUE.get(stem)
        details = replace(
            _details_of(content),
            is_shared=stem in SHARED,
            due_on=None if days is None else today + timedelta(days=days),
        )
        with set_back(timezone.now() - content.updated_at):
            update_details(content=content, details=details, by=content.owner)
        content.refresh_from_db()


def _details_of(content: Content) -> Details:
    return Details(
        level=content.level,
        topic=content.topic,
        tags=tuple(tag.name for tag in content.tags.all()),
        language=content.language,
        licence=content.licence,
        source=content.source,
    )


def _derive(quiz: Content, guide: Content, by: User) -> None:
    """Each question of the quiz says which section of the guide it was made from."""
    sections = {entry.heading: entry.item_id for entry in load_items(latest_of(guide))}
    with set_back(timedelta(days=12)):
        for item in Item.objects.filter(content=quiz):
            derive_item(content=quiz, item=item, source_id=sections[MADE_FROM[item.external_id]], by=by)


def _edit(guide: Content, owner: User, co_author: User) -> None:
    """A published guide that both go on writing, while students see what was approved. A section that a question was
    made from reads otherwise now."""
    old = "Raise it and the rate goes up; raise anything else and nothing happens."
    new = "Raise it and the rate goes up, until another becomes the scarcest; raise anything else and nothing happens."
    with set_back(timedelta(days=2, hours=1)):
        document = _reworded(load_document(latest_of(guide)), "body", old, new)
        save_as(guide, document, "Said what happens when the limiting factor changes", by=co_author)
    with set_back(timedelta(hours=20)):
        document = load_document(latest_of(guide))
        summary = f"{document.summary} With a word on what happens next."
        save_as(guide, replace(document, summary=summary), "A new summary", by=owner)


def _reuse(quiz: Content, by: User) -> Content:
    """A short quiz of some questions of another one, by reference; one of them got a better wording there, which is
    offered to the other."""
    ids = {entry.item.external_id: entry.item_id for entry in load_items(latest_of(quiz))}
    items: list[UUID] = [ids[name] for name in WARM_UP]
    with set_back(timedelta(days=4)):
        title = "Fractions: a five-minute warm-up"
        warm_up = create_from_items(title=title, kind="quiz", items=items, by=by).version.content
        update_details(content=warm_up, details=_details_of(quiz), by=by)
    old, new = "How many pupils walk to school?", "How many pupils is that?"
    with set_back(timedelta(days=1, hours=7)):
        document = _reworded(load_document(latest_of(warm_up)), "stem", old, new)
        return save_as(warm_up, document, "One question reads more easily", by=by)


def _reworded(document: Document, field: str, old: str, new: str) -> Document:
    """The document with `new` for `old` in that field of whichever item says it."""
    items = [
        replace(item, data=item.data.model_copy(update={field: getattr(item.data, field, "").replace(old, new)}))
        if old in getattr(item.data, field, "")
        else item
        for item in document.items
    ]
    if tuple(items) == document.items:
        raise ValueError(f"nothing in “{document.title}” says “{old}”")
    return replace(document, items=tuple(items))


def _begin(piece: Piece, by: User) -> Content:
    """A piece of which there is a draft only, left in the middle of a sentence."""
    fields = {"title": [piece.fields["title"]], "summary": [""], "as": ["text"], "material": [piece.body]}
    with set_back(timedelta(hours=2)):
        draft = start_content(
            content_id=uuid7(), kind=piece.fields["kind"], fields=fields, window=Window(), by=by, details=piece.details
        )
    return draft.content
