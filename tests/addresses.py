"""Every address of the project, who may reach it, and one object to show at each."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from PIL import Image as Picture

from content.actions.illustrating import store_image
from content.actions.reviewing import submit_content
from progress.actions.attempting import finish_attempt, start_attempt
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_podcast, make_quiz, publish

MATRIX = Path(__file__).with_name("access_matrix.txt")
PEOPLE = ("visitor", "stranger", "student", "classmate", "teacher", "colleague", "reviewer", "staff", "operator")
OTHER_PIECE = {"attempt": "quiz", "card": "deck", "withdraw": "waiting"}


def all_addresses() -> set[str]:
    """The full name of every address; those of a name that several share, once."""
    return {name for name, _pattern in _walk(get_resolver(), "")}


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def read_matrix() -> dict[str, tuple[str, tuple[int, ...]]]:
    """Method and statuses by name of the address."""
    rows = [line.split() for line in MATRIX.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {name: (method, tuple(map(int, statuses))) for name, method, *statuses in rows}


def make_world(cast: Cast) -> dict[str, Any]:
    """One object for every kind of address; all of them the teacher's, the attempt the student's."""
    waiting = make_podcast(cast.teacher)
    drawn = BytesIO()
    Picture.new("RGB", (2, 2)).save(drawn, "PNG")
    image = store_image(file=SimpleUploadedFile("dot.png", drawn.getvalue()), by=cast.teacher)
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    guide = publish(make_guide(cast.teacher, topic=None), cast.reviewer)
    return {
        "guide": guide,
        "quiz": quiz,
        "deck": publish(make_deck(cast.teacher), cast.reviewer),
        "waiting": waiting,
        "request": submit_content(content=waiting, by=cast.teacher),
        "image": image,
        "student": cast.student,
    }


def address_of(name: str, world: dict[str, Any]) -> str:
    piece = next((world[key] for word, key in OTHER_PIECE.items() if word in name), world["guide"])
    for arguments in (
        {},
        {"content_id": piece.pk},
        {"content_id": piece.pk, "number": 1},
        {"request_id": world["request"].pk},
        {"digest": world["image"].digest, "extension": "png"},
        {"kind": "quiz"},
        {"name": "student-progress"},
        {"object_id": _object_for(name, world)},
        {"key": "no-such-key"},
        {"uidb36": "1", "key": "no-such-key"},
        {"content_type_id": 1, "object_id": 1},
        {"app_label": "content"},
    ):
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes other arguments than this test knows: add them")


def _object_for(name: str, world: dict[str, Any]) -> Any:
    """The key of an object that the admin's pages of this model can show."""
    versions = world["guide"].latest_version
    keys = {
        "accounts_user": world["student"].pk,
        "content_content_": world["guide"].pk,
        "contentversion": versions.pk,
        "itemversion": versions.entries.first().item_version_id,
        "transition": world["guide"].transitions.first().pk,
        "auth_group": world["student"].groups.first().pk,
    }
    return next((key for word, key in keys.items() if word in name), "0")
