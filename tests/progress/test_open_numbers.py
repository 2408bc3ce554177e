"""Every number of the desk opens to the rows it is made of, with the same figure above them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Content, Topic
from progress.actions.setting_aside import suspend_card
from progress.forecast import forecast
from progress.models import ReviewLog
from progress.models.memory import Rating
from progress.numbers import OPENERS
from progress.numbers.sheet import Sheet
from tests.cast import Cast
from tests.factories import choice, make_deck, make_guide, make_quiz, publish
from tests.progress.evidence import HOUR, answer_check, answer_quiz, live_in, log_review, read_part, spend
from tests.progress.study import entries_of, turn

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DESK = "/study/"
TEN = tuple(choice(f"Question {n}?", "Yes", "No") for n in range(10))


@pytest.fixture
def learner(client: Client, cast: Cast) -> Iterator[Client]:
    with patch.object(timezone, "now", lambda: NOW):
        client.force_login(cast.student)
        yield client


@pytest.fixture
def study(cast: Cast) -> dict[str, Content]:
    """A week of every kind of study, in Auckland."""
    live_in(cast.student, "Pacific/Auckland")
    pieces = {
        "deck": publish(make_deck(cast.teacher, cards=25), cast.reviewer),
        "guide": publish(make_guide(cast.teacher), cast.reviewer),
        "quiz": publish(make_quiz(cast.teacher, items=TEN, topic=Topic.objects.at_path("Science")), cast.reviewer),
    }
    cards, parts = entries_of(pieces["deck"]), entries_of(pieces["guide"])
    for number, card in enumerate(cards):
        rating = Rating.AGAIN if number % 5 == 0 else Rating.GOOD
        log_review(cast.student, card, NOW - DAY - number * HOUR / 30, rating, interval=10 + number, duration_ms=7_500)
    log_review(cast.student, cards[0], NOW - HOUR, Rating.GOOD, interval=3, duration_ms=1_000)
    answer_quiz(cast.student, pieces["quiz"], NOW - 2 * DAY, *[1] * 6, 0, 0, 0, 0)
    answer_quiz(cast.student, pieces["quiz"], NOW - HOUR, *[1] * 9, 0)
    answer_check(cast.student, parts[0], NOW - 3 * DAY, 1)
    read_part(cast.student, parts[0], NOW - 3 * DAY)
    spend(cast.student, pieces["guide"], NOW - 3 * DAY, 280)
    return pieces


def sheet_of(client: Client, url: str) -> Sheet:
    response = client.get(url)
    assert response.status_code == 200, url
    sheet: Sheet = response.context["sheet"]
    return sheet


def links(page: str) -> list[tuple[str, str]]:
    """Address and words of every link to the page behind a number, as people read them: those of the drawings too."""
    found = re.findall(r'<a href="(/study/numbers/[^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [(unescape(url), unescape(re.sub(r"<[^>]+>", "", words)).strip()) for url, words in found]


def test_every_link_of_the_desk_leads_to_the_same_number(learner: Client, study: dict[str, Content]) -> None:
    found = links(learner.get(DESK).content.decode())
    assert {url.split("/")[3] for url, _words in found} == OPENERS.keys() - {"forecast"}  # no card of hers comes yet
    told = dict(found)
    assert told["/study/numbers/streak/"] == "4 days"
    assert told["/study/numbers/activity/"] == "4 of 367 days"
    assert told["/study/numbers/time/"] == "7 min"
    assert told["/study/numbers/mastery/"] == "1"
    assert told["/study/numbers/scores/"] == "2"
    assert told["/study/numbers/retention/?period=30&kind=both"] == "80.8%"
    for url, words in found:
        _check(learner, url, words)


def _check(client: Client, url: str, words: str) -> None:
    """What the page behind a link says is what the link said."""
    sheet, figure = sheet_of(client, url), url.split("/")[3]
    assert sheet.rows or not sheet.count, url
    match figure:
        case "streak":
            assert words == f"{sheet.figure} days"
        case "time":
            assert sheet.figure in words or words in dict(sheet.filters)["When"]
        case "retention" if "kind=" in url:
            assert words == sheet.figure
        case "mastery" if "topic=" in url:
            assert words == sheet.title
        case "mastery" | "scores":
            assert words == sheet.figure
        case "activity" if "what=" in url:
            assert words == sheet.figure
        case "activity" if "day=" in url:
            reviews, answers, checks, read, _time = (row[1].text for row in sheet.rows)
            told = {kind: int(count) for count, kind in re.findall(r"(\d+) (review|answer|part)", words)}
            done = {"review": int(reviews), "answer": int(answers) + int(checks), "part": int(read)}
            assert told == {kind: count for kind, count in done.items() if count}


def test_a_day_by_its_parts(learner: Client, study: dict[str, Content]) -> None:
    """9 March, noon UTC, is the 10th in Auckland; an hour before now it is the 11th there."""
    day = sheet_of(learner, "/study/numbers/activity/?day=2026-03-10")
    assert (day.title, day.value, day.count) == ("Tuesday, 10 March 2026", 25, 25)
    assert [row[1].text for row in day.rows] == ["25", "0", "0", "0", "3 min"]
    first = sheet_of(learner, day.rows[0][1].url)
    assert (first.value, first.count, len(first.rows)) == (25, 25, 20)
    second = sheet_of(learner, "/study/numbers/activity/" + first.links["next_url"])
    assert (second.value, len(second.rows)) == (25, 5)
    assert not second.links["next_url"]
    assert sheet_of(learner, day.rows[4][1].url).value == 25 * 7_500
    today = sheet_of(learner, "/study/numbers/activity/?day=2026-03-11")
    assert [row[1].text for row in today.rows] == ["1", "10", "0", "0", "under a minute"]
    answers = sheet_of(learner, today.rows[1][1].url)
    assert answers.rows[0][3].url == f"/study/{study['quiz'].pk}/attempts/2/"


def test_a_month_by_its_days(learner: Client, study: dict[str, Content]) -> None:
    month = sheet_of(learner, "/study/numbers/activity/?month=2026-03")
    assert (month.value, month.count) == (4, 25 + 1 + 20 + 1 + 1)
    assert [row[0].text for row in month.rows] == [
        "Wednesday, 11 March", "Tuesday, 10 March", "Monday, 9 March", "Sunday, 8 March",
    ]  # fmt: skip
    assert sum(int(row[1].text) for row in month.rows) == 26
    assert sheet_of(learner, "/study/numbers/activity/?month=2026-03&what=reviews").value == 26
    assert sheet_of(learner, "/study/numbers/activity/?month=2026-02").rows == []


def test_the_answers_of_a_topic_are_the_very_ones(learner: Client, study: dict[str, Content]) -> None:
    topics = sheet_of(learner, "/study/numbers/mastery/")
    assert (topics.value, topics.count) == (1, 2)
    assert [(row[0].text, row[1].text, row[2].text) for row in topics.rows] == [
        ("Science", "9 of the last 10", "Mastered"),
        ("In no topic", "1 of the last 1", "Not enough yet"),
    ]
    science = sheet_of(learner, topics.rows[0][0].url)
    assert (science.value, science.count, len(science.rows)) == (9, 10, 10)
    assert [row[4].text for row in science.rows].count("Right") == 9
    assert {row[3].text for row in science.rows} == {"2"}
    none = sheet_of(learner, topics.rows[1][0].url)
    assert [(row[1].text, row[2].text, row[4].text) for row in none.rows] == [("Part 1", "Small guide", "Right")]


def test_the_reviews_of_a_retention(learner: Client, study: dict[str, Content]) -> None:
    everything = sheet_of(learner, "/study/numbers/retention/")
    assert [row[0].text for row in everything.rows] == ["Today", "Last 7 days", "Last 30 days", "Last year", "All time"]
    assert [row[1].text for row in everything.rows][:2] == ["100%, 1 of 1", "75%, 9 of 12"]
    assert everything.rows[0][2].text == "no mature card came back"
    young = sheet_of(learner, everything.rows[1][1].url)
    assert (young.value, young.count, len(young.rows)) == (75, 12, 12)
    assert [row[3].text for row in young.rows].count("Again") == 3
    mature = sheet_of(learner, "/study/numbers/retention/?period=today&kind=mature")
    assert (mature.value, mature.figure, mature.rows) == (None, "–", [])


def test_the_days_of_a_streak_by_pages(learner: Client, cast: Cast) -> None:
    deck = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    ReviewLog.objects.bulk_create(
        ReviewLog(
            student=cast.student, item=deck[0].item, item_version=deck[0], content=deck[0].item.content, rating=3,
            reviewed_at=NOW - number * DAY, state=2, stability=1, difficulty=5, due=NOW,
        )
        for number in range(70)
    )  # fmt: skip
    pages = [sheet_of(learner, "/study/numbers/streak/")]
    while url := pages[-1].links["next_url"]:
        pages.append(sheet_of(learner, url))
    assert [(page.value, len(page.rows)) for page in pages] == [(70, 31), (70, 31), (70, 8)]
    days = [row[0].text for page in pages for row in page.rows]
    assert len(set(days)) == 70
    assert days[0] == "Tuesday, 10 March 2026"
    back = sheet_of(learner, pages[2].links["previous_url"])
    assert back.rows == pages[1].rows
    assert sheet_of(learner, back.links["previous_url"]).rows == pages[0].rows


def test_the_cards_to_come_are_those_of_the_forecast(learner: Client, study: dict[str, Content], cast: Cast) -> None:
    for place, rating in enumerate((Rating.AGAIN, Rating.GOOD, Rating.EASY)):
        turn(cast.student, study["deck"], place, rating)
    suspended = turn(cast.student, study["deck"], 3, Rating.GOOD)
    suspend_card(memory=suspended, by=cast.student)
    sheet, loads = sheet_of(learner, "/study/numbers/forecast/"), forecast(cast.student, NOW)
    assert (sheet.value, sheet.count, len(sheet.rows)) == (3, 3, 3)
    assert loads.total == 3
    assert [row[1].text for row in sheet.rows] == [f"Front {n} of Small deck" for n in (1, 2, 3)]
    assert '<a href="/study/numbers/forecast/">3</a>' in learner.get(DESK).content.decode()


def test_scores_of_one_quiz(learner: Client, study: dict[str, Content]) -> None:
    sheet = sheet_of(learner, f"/study/numbers/scores/?content={study['quiz'].pk}")
    assert (sheet.value, [row[3].text for row in sheet.rows]) == (2, ["90%", "60%"])
    assert sheet.filters == [("Quiz", "Small quiz")]
    assert learner.get(f"/study/numbers/scores/?content={UUID(int=7)}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "activity/?day=yesterday", "activity/?day=2026-02-30", "activity/?day=9999-12-31", "activity/?day=0001-01-01",
        "activity/?day=2026-03-12", "activity/?month=2026-13", "activity/?month=2026-04", "activity/?what=everything",
        "time/?period=century", "time/?day=%00", "mastery/?topic=Science", f"mastery/?topic={UUID(int=7)}",
        "mastery/?topic=none", "retention/?period=10", "retention/?kind=old", "scores/?content=1", "streak/?run=both",
        "streak/?before=x", "weight/",
    ],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_a_page_with_a_sentence(learner: Client, cast: Cast, address: str) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    log_review(cast.student, entries_of(deck)[0], NOW)
    response = learner.get(f"/study/numbers/{address}")
    assert response.status_code == 404
    assert "desk" in response.content.decode()


def test_a_place_that_is_none_is_the_first_page(learner: Client, study: dict[str, Content]) -> None:
    response = learner.get("/study/numbers/retention/?period=30&after=nonsense")
    assert response.status_code == 200
    assert "this is the first" in response.content.decode()


@pytest.mark.parametrize("figure", list(OPENERS))
def test_before_anything_was_done(learner: Client, figure: str) -> None:
    response = learner.get(f"/study/numbers/{figure}/")
    assert response.status_code == 200
    assert response.context["sheet"].count == 0


@pytest.mark.parametrize("figure", list(OPENERS))
def test_who_may(client: Client, cast: Cast, study: dict[str, Content], figure: str) -> None:
    url = f"/study/numbers/{figure}/"
    assert client.get(url).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(url).status_code == 403
    client.force_login(cast.classmate)
    assert client.get(url).context["sheet"].count == 0, "nobody sees another's"
    assert client.post(url).status_code == 405


def test_what_left_the_library_shows_no_word_of_it(learner: Client, study: dict[str, Content]) -> None:
    Content.objects.update(status=Content.Status.ARCHIVED)
    for url in (
        "activity/?what=reviews", "activity/?what=answers", "activity/?what=checks", "activity/?what=read",
        "retention/?period=30", "mastery/?topic=none", "scores/", "time/",
    ):  # fmt: skip
        page = learner.get(f"/study/numbers/{url}").content.decode()
        assert "No longer in the library" in page, url
        for words in ("Small deck", "Front 1", "Question 1", "Part 1"):
            assert words not in page, url


ADDRESSES = (
    "activity/", "activity/?month=2026-03", "activity/?day=2026-03-10", "activity/?what=reviews",
    "activity/?what=answers", "activity/?what=checks", "activity/?what=read", "time/", "streak/", "mastery/",
    "retention/", "retention/?period=30", "scores/",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_queries(learner: Client, cast: Cast, study: dict[str, Content], address: str) -> None:
    """As many, however many rows there are."""

    def count() -> int:
        learner.get(f"/study/numbers/{address}")
        with CaptureQueriesContext(connection) as queries:
            assert learner.get(f"/study/numbers/{address}").status_code == 200
        return len(queries)

    few = count()
    deck, guide = (publish(make(cast.teacher, title="More"), cast.reviewer) for make in (make_deck, make_guide))
    quiz = publish(make_quiz(cast.teacher, title="More", items=TEN), cast.reviewer)
    for number in range(8):
        for entry in entries_of(deck):
            log_review(cast.student, entry, NOW - number * DAY, interval=30, duration_ms=100)
        answer_quiz(cast.student, quiz, NOW - number * DAY, 1, 0, 1)
    for entry in entries_of(guide):
        read_part(cast.student, entry, NOW - DAY)
        answer_check(cast.student, entry, NOW - DAY, 0.5)
    assert count() == few
    assert few <= 9
