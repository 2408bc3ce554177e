"""An author reads how those fared in a quiz who studied her guide or deck first: counted anew here, by definition."""

from datetime import datetime, timedelta
from statistics import mean, median, stdev
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from content.actions.deriving import derive_item
from content.models import Content, Derivation, Topic
from progress.helped.board import helped_in
from progress.helped.comparing import Comparison, compare
from progress.helped.links import MATERIAL, QUIZZES, Why, find_linked
from progress.models import CardMemory, ItemRead, QuizAttempt
from tests.cast import Cast
from tests.factories import QUESTIONS, item, make_deck, make_guide, make_podcast, make_quiz, publish
from tests.progress.answered import answer_all, make_students
from tests.progress.classes import give, make_class
from tests.progress.grading_help import co_author
from tests.progress.study import entries_of

NOW = timezone.now()
BEFORE, AFTER = NOW - timedelta(hours=2), NOW + timedelta(hours=2)


def url(content: Content) -> str:
    return f"/studio/{content.pk}/helped/"


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def guide(cast: Cast) -> Content:
    return publish(make_guide(cast.teacher, topic=None), cast.reviewer)


@pytest.fixture
def quiz(cast: Cast, guide: Content) -> Content:
    """Its first question was made from the first section of the guide."""
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    derive(quiz, guide, cast.teacher)
    return quiz


def derive(content: Content, source: Content, by: User, place: int = 0) -> None:
    derive_item(
        content=content,
        item=entries_of(content)[place].item,
        source_id=entries_of(source)[place].item_id,
        by=by,
    )


def read(student: User, guide: Content, count: int, at: datetime) -> None:
    for entry in entries_of(guide)[:count]:
        ItemRead.objects.create(student=student, item=entry.item, content=guide, read_at=at)


def turn(student: User, deck: Content, count: int, at: datetime) -> None:
    for entry in entries_of(deck)[:count]:
        CardMemory.objects.create(
            student=student,
            item=entry.item,
            content=deck,
            answer_fingerprint=entry.answer_fingerprint,
            reviews=1,
            last_rating=3,
            last_review=at,
            first_review=at,
            state=2,
            stability=3,
            difficulty=5,
            due=at,
        )


def shares(number: int) -> list[float]:
    """What a student earned on each question, different for each."""
    marks: list[list[float]] = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 0.5, 0, 0], [1, 1, 0.25, 0], [0, 1, 0, 0]]
    return marks[number % 5]


def linked(content: Content, kinds: list[str]) -> list[tuple[Content, Why]]:
    return [(each.content, each.why) for each in find_linked(content, kinds)]


def test_what_was_made_from_the_other_belongs_together(guide: Content, quiz: Content, cast: Cast) -> None:
    """In either direction, and where both were made from the same."""
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    publish(make_quiz(cast.teacher, title="Stranger"), cast.reviewer)
    assert linked(guide, QUIZZES) == [(quiz, Why.MADE)]
    assert linked(quiz, MATERIAL) == [(guide, Why.MADE)]
    assert linked(deck, QUIZZES) == []
    derive(deck, guide, cast.teacher)
    assert linked(deck, QUIZZES) == [(quiz, Why.MADE)], "both from the first section"
    assert linked(quiz, MATERIAL) == [(deck, Why.MADE), (guide, Why.MADE)]
    source = publish(make_quiz(cast.teacher, title="Asked first"), cast.reviewer)
    podcast = publish(make_podcast(cast.teacher), cast.reviewer)
    derive(podcast, source, cast.teacher)
    assert linked(podcast, QUIZZES) == [(source, Why.MADE)], "what was written after a question"


def test_only_what_students_reach_counts(guide: Content, quiz: Content, cast: Cast) -> None:
    draft = make_quiz(cast.teacher, title="Draft")
    entry = draft.versions.get().entries.select_related("item_version__item")[0].item_version
    derive_item(content=draft, item=entry.item, source_id=entries_of(guide)[0].item_id, by=cast.teacher)
    Content.objects.filter(pk=quiz.pk).update(status="archived", published_version=None)
    assert linked(guide, QUIZZES) == []


def test_what_a_class_is_given_on_one_topic_belongs_together(cast: Cast) -> None:
    cells, energy = (Topic.objects.at_path(path) for path in ("Biology / Cells", "Biology / Energy"))
    guide = publish(make_guide(cast.teacher, topic=cells), cast.reviewer)
    quiz, other = (
        publish(make_quiz(cast.teacher, title=title, topic=topic), cast.reviewer)
        for title, topic in (("Cells", cells), ("Energy", energy))
    )
    classroom = make_class(cast.teacher)
    give(classroom, guide)
    give(make_class(cast.teacher, name="Another"), quiz)
    assert linked(guide, QUIZZES) == []
    given = [give(classroom, each) for each in (quiz, other)]
    assert linked(guide, QUIZZES) == [(quiz, Why.GIVEN)]
    assert linked(quiz, MATERIAL) == [(guide, Why.GIVEN)]
    derive(quiz, guide, cast.teacher)
    assert linked(guide, QUIZZES) == [(quiz, Why.MADE)], "once, for the better reason"
    type(given[0]).objects.filter(pk=given[0].pk).update(removed_at=NOW)
    assert linked(guide, QUIZZES) == [(quiz, Why.MADE)]


def by_definition(studied: list[float], others: list[float]) -> list[float]:
    """Means, standard deviations, medians, and the difference."""
    means, deviations = [mean(studied), mean(others)], [stdev(studied), stdev(others)]
    middles: list[float] = [median(studied), median(others)]
    return [*means, *deviations, *middles, means[0] - means[1]]


def figures_of(found: Comparison) -> list[float]:
    groups = (found.studied, found.others)
    rows = [[group.mean for group in groups], [group.deviation for group in groups], [group.median for group in groups]]
    return [value for row in rows for value in row if value is not None] + [found.difference or 0]


@pytest.mark.parametrize("kind", ["guide", "deck"])
def test_the_figures_are_those_of_a_count_by_hand(guide: Content, quiz: Content, cast: Cast, kind: str) -> None:
    """Of five sections or cards three, read or turned before, are enough; two, or after it began, are not."""
    make, study = (make_guide, read) if kind == "guide" else (make_deck, turn)
    material = publish(make(cast.teacher, "Of five", 5), cast.reviewer)
    pupils = make_students(30)
    begun: dict[User, list[float]] = {pupil: shares(n) for n, pupil in enumerate(pupils)}
    answer_all(quiz, begun, finished_at=NOW)
    answer_all(quiz, {pupil: [0, 0, 0, 0] for pupil in pupils[:9]}, number=2)
    for pupil in pupils[:12]:
        study(pupil, material, 3 if pupil in pupils[:6] else 5, BEFORE)
    for pupil in pupils[12:16]:
        study(pupil, material, 2, BEFORE)
    for pupil in pupils[16:20]:
        study(pupil, material, 5, AFTER)
    for pupil in pupils[20:22]:
        study(pupil, material, 5, NOW - timedelta(minutes=2))
    found = compare([material], [quiz])[material.pk, quiz.pk]
    percents = [25.0 * sum(shares(n)) for n in range(30)]
    assert (found.studied.count, found.others.count) == (12, 18)
    assert figures_of(found) == pytest.approx(by_definition(percents[:12], percents[12:]), rel=1e-9)
    assert found.low is not None
    assert found.high is not None
    assert found.low < (found.difference or 0) < found.high
    assert found.is_clear == (found.low > 0 or found.high < 0)


def test_only_what_is_graded_counts_and_no_author(guide: Content, cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher, items=(*QUESTIONS, item("essay", stem="Why?"))), cast.reviewer)
    pupils = make_students(11)
    answer_all(quiz, {pupil: [1, 1, 0, 1, None] for pupil in pupils[:5]})
    answer_all(quiz, {pupil: [n % 2, 1, 1, 1] for n, pupil in enumerate(pupils[5:10])})
    answer_all(quiz, {pupils[10]: [None], cast.teacher: [1, 1, 1, 1]})
    for pupil in (*pupils[:5], pupils[10], cast.teacher):
        read(pupil, guide, 3, BEFORE)
    QuizAttempt.objects.filter(student=pupils[10]).update(score=0)
    found = compare([guide], [quiz])[guide.pk, quiz.pk]
    assert (found.studied.count, found.studied.mean, found.others.count) == (5, 75, 5)


def test_too_few_say_nothing(guide: Content, quiz: Content) -> None:
    pupils = make_students(9)
    answer_all(quiz, {pupil: shares(n) for n, pupil in enumerate(pupils)})
    for pupil in pupils[:4]:
        read(pupil, guide, 3, BEFORE)
    found = compare([guide], [quiz])[guide.pk, quiz.pk]
    assert (found.studied.count, found.others.count) == (4, 5)
    assert (found.difference, found.low, found.high) == (None, None, None)
    assert found.reason == "It takes at least 5 students in each group to compare them."
    nobody = compare([guide], [quiz, guide])[guide.pk, guide.pk]
    assert (nobody.studied.count, nobody.studied.mean) == (0, None)


def test_all_the_same_says_nothing(guide: Content, quiz: Content) -> None:
    pupils = make_students(10)
    answer_all(quiz, {pupil: [1, 1, 1, 1] for pupil in pupils})
    for pupil in pupils[:5]:
        read(pupil, guide, 3, BEFORE)
    found = compare([guide], [quiz])[guide.pk, quiz.pk]
    assert found.difference is None
    assert "all scores are the same" in found.reason


def prepare(guide: Content, quiz: Content) -> None:
    """Twelve who read it earn more than ten who did not."""
    pupils = make_students(22)
    marks: dict[User, list[Any]] = {
        pupil: [1, 1, int(n < 12 or n % 5 == 0), int(n < 12 and n % 3 > 0)] for n, pupil in enumerate(pupils)
    }
    answer_all(quiz, marks, finished_at=NOW)
    for pupil in pupils[:12]:
        read(pupil, guide, 2, BEFORE)


def page_of(client: Client, content: Content) -> str:
    answer = client.get(url(content))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page(author: Client, guide: Content, quiz: Content, cast: Cast) -> None:
    assert "It takes at least 5 students in each group to compare them. So far 0 studied it first" in page_of(
        author, guide
    )
    prepare(guide, quiz)
    page = page_of(author, guide)
    assert "Who studied it first earned 92% on average (n = 12), the others 55% (n = 10): 36.7 points more," in page
    assert "This is not an experiment" in page
    assert "may differ in other ways" in page
    assert "That may well be chance" not in page
    assert f'href="/studio/{quiz.pk}/"' in page
    assert page.count("<circle") == 2
    assert "No quiz belongs to this yet" in page_of(author, publish(make_deck(cast.teacher), cast.reviewer))
    assert "Students cannot study this yet" in page_of(author, make_deck(cast.teacher, title="Draft"))


def test_less_is_said_too(guide: Content, quiz: Content) -> None:
    pupils = make_students(12)
    answer_all(quiz, {pupil: [int(n >= 6), n % 2, 1, 1] for n, pupil in enumerate(pupils)}, finished_at=NOW)
    for pupil in pupils[:6]:
        read(pupil, guide, 3, BEFORE)
    page = " ".join(render_to_string("progress/helped/_lines.html", {"helped": helped_in(quiz)}).split())
    assert "Small guide" in page
    assert "25.0 points less," in page
    assert "This is not an experiment" in page


def test_the_line_on_the_page_of_the_quiz(author: Client, guide: Content, quiz: Content) -> None:
    prepare(guide, quiz)
    page = author.get(f"/studio/{quiz.pk}/difficulty/").content.decode()
    assert "What helped" in page
    assert "36.7 points more," in page


def test_the_link_on_the_page_of_the_piece(author: Client, guide: Content, quiz: Content) -> None:
    assert url(guide) in author.get(f"/studio/{guide.pk}/").content.decode()
    assert url(quiz) not in author.get(f"/studio/{quiz.pk}/").content.decode()


def test_only_who_may_edit_it(client: Client, guide: Content, quiz: Content, cast: Cast) -> None:
    helper = co_author(guide)
    for person, status in [
        (helper, 200),
        (cast.colleague, 404),
        (cast.reviewer, 403),
        (cast.student, 403),
        (cast.stranger, 403),
    ]:
        client.force_login(person)
        assert client.get(url(guide)).status_code == status
    client.force_login(cast.teacher)
    assert client.post(url(guide)).status_code == 405
    assert client.get(url(quiz)).status_code == 404


def test_another_authors_quiz_is_named_but_not_linked(author: Client, guide: Content, cast: Cast) -> None:
    other = publish(make_quiz(cast.colleague, title="Hers"), cast.reviewer)
    mine, hers = entries_of(guide)[0], entries_of(other)[0]
    Derivation.objects.create(item=hers.item, source=mine.item, seen=mine, by=cast.colleague)
    page = page_of(author, guide)
    assert "Hers" in page
    assert f"/studio/{other.pk}/" not in page


def test_queries_do_not_grow(author: Client, guide: Content, quiz: Content, cast: Cast) -> None:
    def count(content: Content, where: str = "helped") -> int:
        address = f"/studio/{content.pk}/{where}/"
        author.get(address)
        with CaptureQueriesContext(connection) as queries:
            author.get(address)
        return len(queries)

    before = count(guide), count(quiz, "difficulty")
    prepare(guide, quiz)
    for number in range(4):
        derive(publish(make_quiz(cast.teacher, title=f"Quiz {number}"), cast.reviewer), guide, cast.teacher)
        deck = publish(make_deck(cast.teacher, title=f"Deck {number}"), cast.reviewer)
        derive(deck, guide, cast.teacher)
    after = count(guide), count(quiz, "difficulty")
    assert after == before
    assert max(after) <= 15
