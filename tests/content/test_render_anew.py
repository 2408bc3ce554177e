"""What an older renderer made is written anew, once, by a job of the start."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.testing import InMemoryConnector

from content.actions import rendering
from content.actions.rendering import render_anew
from content.models import ItemRendering
from content.rendering import RENDERER
from factoria.management.commands import prepare
from tests.cast import Cast
from tests.factories import choice, make_deck, make_guide, make_quiz
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db


def renderings() -> dict[object, tuple[object, int]]:
    return {row.pk: (row.html, row.renderer) for row in ItemRendering.objects.all()}


def let_them_be_old() -> None:
    ItemRendering.objects.update(html={"stem": "<p>Old</p>"}, renderer=RENDERER - 1)


def test_all_are_as_if_they_were_new(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for make in (make_quiz, make_guide, make_deck):
        make(cast.teacher)
    new = renderings()
    let_them_be_old()
    monkeypatch.setattr(rendering, "BATCH", 2)
    assert render_anew() == len(new) > 4
    assert renderings() == new
    assert render_anew() == 0


def test_what_is_up_to_date_is_left_alone(cast: Cast) -> None:
    make_deck(cast.teacher)
    old, *others = ItemRendering.objects.order_by("pk")
    ItemRendering.objects.filter(pk=old.pk).update(renderer=RENDERER - 1)
    ItemRendering.objects.filter(pk__in=[row.pk for row in others]).update(html={"front": "As it is"})
    assert render_anew() == 1
    assert {row.html["front"] for row in ItemRendering.objects.exclude(pk=old.pk)} == {"As it is"}


def test_a_batch_takes_three_queries(cast: Cast) -> None:
    make_quiz(cast.teacher, items=tuple(choice(f"Question {n}?", "Yes", "No") for n in range(30)))
    let_them_be_old()
    with CaptureQueriesContext(connection) as queries:
        render_anew()
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 3


def test_the_start_asks_for_it_once(cast: Cast, jobs: InMemoryConnector, monkeypatch: pytest.MonkeyPatch) -> None:
    make_deck(cast.teacher)
    new = renderings()
    let_them_be_old()
    monkeypatch.setattr(prepare, "call_command", lambda *_args, **_options: None)
    monkeypatch.setattr(prepare.Command, "_collect_static_files", lambda _self: None)
    call_command("prepare", no_demo=True)
    call_command("prepare", no_demo=True)
    assert [job["task_name"] for job in jobs.jobs.values()] == ["content.render_anew"]
    run_jobs(jobs)
    assert renderings() == new
