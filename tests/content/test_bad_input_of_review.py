"""What nobody should type into the pages of review, and somebody will: it ends in a sentence, nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, NoticeChoice, Profile
from content.actions.claiming import claim_request
from content.models import Content, ReviewDecision, ReviewRequest, Transition
from tests.cast import Cast
from tests.content import publishing_help, second_help, thread_help
from tests.content.review_help import QUEUE, address, items_of, problem, sent, waiting
from tests.content.studio_help import errors_of
from tests.factories import make_deck, publish

pytestmark = pytest.mark.django_db

TEXTS = {
    "null": "a\x00b",
    "overridden": "a\u202eb\u2066c",
    "unseen": "\u200b\u202e",
    "template": "{{ x }} {% y %} %s %(a)s {0}",
    "formula": "=cmd|'/c'!A1",
    "script": "<script>alert(1)</script>",
    "long": "x" * 5_000,
}
FAR = "This is more than a hundred years away. Check the year."
CLOCKS = "Clocks change on that day: this time is left out, or comes twice. Choose another hour."
TIMES = {  # what is sent, and what is said of it to somebody in New York
    "9999-12-31T23:59": FAR,
    "2126-12-31T10:00": FAR,
    "0001-01-01T00:00": "has passed",
    "2027-03-14T02:30": CLOCKS,
    "2027-11-07T01:30": CLOCKS,
    "2026-02-30T10:00": "This is no date with a time.",
    "10000-01-01T00:00": "This is no date with a time.",
    "tomorrow": "This is no date with a time.",
    "-1": "This is no date with a time.",
}


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


@pytest.fixture
def held(cast: Cast) -> ReviewRequest:
    return claim_request(request=waiting(cast.teacher, title="Leaves"), by=cast.reviewer)


@pytest.mark.parametrize("text", TEXTS)
def test_every_filter_of_review_takes_anything(desk: Client, held: ReviewRequest, text: str) -> None:
    names = "q state kind topic priority level submitted quality more after base request"
    pages = [reverse(QUEUE), reverse(second_help.LIST), address(held), reverse("admin:content_reviewrequest_bulk")]
    for page in (*pages, "/notices/", reverse("content:record", args=[held.content_id])):
        for name in names.split():
            assert desk.get(page, {name: TEXTS[text]}).status_code == 200, (page, name)
            taken = desk.post(reverse("admin:content_reviewrequest_next"), query_params={name: TEXTS[text]})
            assert taken.status_code == 302, name


@pytest.mark.parametrize("text", TEXTS)
def test_every_form_of_review_takes_anything(desk: Client, held: ReviewRequest, text: str) -> None:
    value, item = TEXTS[text], items_of(held)[0]
    of_item = {f"verdict-{item.pk}": value, f"faults-{item.pk}": [value, value], f"reason-{item.pk}": value}
    whole = dict.fromkeys(("outcome", "reason", "publish", "publish_at", "others_fine", "zone", "kept"), value)
    forms: dict[str, dict[str, Any]] = {
        address(held): whole | of_item,
        address(held, "comments"): whole | of_item,
        address(held, "draft"): whole | of_item,
        address(held, "prioritise"): {"priority": value, "due_on": value},
        reverse("admin:content_reviewrequest_settings"): {"claim_minutes": value},
        reverse("admin:content_content_withdraw", args=[held.content_id]): {"reason": value, "items": [value]},
        "/profile/notices/": {"submitted": value, value[:200]: "now"},
        "/notices/read/": {"until": value},
    }
    for to, fields in forms.items():
        assert desk.post(to, fields).status_code in (200, 302, 409, 422), to
    assert not ReviewDecision.objects.exists()
    assert not NoticeChoice.objects.exists()
    assert ReviewRequest.objects.get().priority == held.priority


@pytest.mark.parametrize("words", ["", "  ", "\u200b", "\u202e\u2069", "\x00"])
def test_a_reason_that_nobody_sees_is_none(desk: Client, cast: Cast, held: ReviewRequest, words: str) -> None:
    item = items_of(held)[0]
    for outcome in ("request_changes", "reject"):
        page = desk.post(address(held), sent(outcome, reason=words))
        assert "reason" in page.context["form"].errors
    page = desk.post(address(held), sent("reject", reason="No.") | problem(item, words))
    assert f"reason-{item.pk}" in page.context["form"].errors
    assert desk.post(address(held, "comments"), sent("", reason=words)).status_code in (200, 409)
    deck = publish(make_deck(cast.teacher), cast.second_reviewer)
    page = desk.post(reverse("admin:content_content_withdraw", args=[deck.pk]), {"reason": words})
    assert page.status_code == 422
    deck.refresh_from_db()
    assert (deck.withdrawn_at, deck.is_published) == (None, True)
    assert ReviewDecision.objects.filter(request=held).count() == 0


@pytest.mark.parametrize("time", TIMES)
def test_times_that_cannot_be(client: Client, cast: Cast, time: str) -> None:
    Profile.objects.update(time_zone="America/New_York")
    deck = make_deck(cast.teacher)
    client.force_login(cast.teacher)
    for field in ("publish_at", "expires_at"):
        page = client.post(publishing_help.address(deck), {field: time})
        assert page.status_code == 422
        assert TIMES[time] in errors_of(page)
        assert time in page.content.decode()
    deck.refresh_from_db()
    assert (deck.publish_at, deck.expires_at) == (None, None)


@pytest.mark.parametrize("time", TIMES)
def test_times_at_which_a_reviewer_cannot_publish(desk: Client, held: ReviewRequest, time: str) -> None:
    Profile.objects.update(time_zone="America/New_York")
    typed = sent("approve", others_fine=True, reason="I like it.") | {"publish": "at", "publish_at": time}
    page = desk.post(address(held), typed)
    assert set(page.context["form"].errors) == {"publish_at"}
    assert "I like it." in page.content.decode()
    assert not ReviewDecision.objects.exists()


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_no_day_makes_the_queue_unreadable(desk: Client, held: ReviewRequest, zone: str) -> None:
    Profile.objects.update(time_zone=zone)
    for day in ("9999-12-31", "2127-01-01", "0001-01-01", "2026-02-30", "soon"):
        page = desk.post(address(held, "prioritise"), {"priority": "4", "due_on": day})
        assert "due_on" in page.context["form"].errors, day
        assert desk.get(reverse(QUEUE), {"state": "mine"}).status_code == 200


def test_a_time_means_the_zone_that_its_page_was_shown_in(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    client.force_login(cast.teacher)
    shown = client.get(publishing_help.address(deck)).content.decode()
    assert '<input type="hidden" name="zone" value="UTC">' in shown
    Profile.objects.update(time_zone="Asia/Tokyo")
    times = {"publish_at": "2031-01-01T10:00", "expires_at": ""}
    page = client.post(publishing_help.address(deck), times | {"zone": "UTC"})
    assert "Your time zone has changed since this page was shown; it is Asia/Tokyo now." in errors_of(page)
    assert 'name="zone" value="Asia/Tokyo"' in page.content.decode()
    assert client.post(publishing_help.address(deck), times | {"zone": "Asia/Tokyo"}).status_code == 302
    deck.refresh_from_db()
    assert deck.publish_at is not None
    assert deck.publish_at.isoformat() == "2031-01-01T01:00:00+00:00"


def test_why_it_leaves_is_never_cut(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    client.force_login(cast.teacher)
    much = "why " * 300
    page = client.post(publishing_help.address(deck, "content-unpublish"), {"why": much})
    assert page.status_code == 422
    assert "at most 1000" in errors_of(page)
    assert much.strip() in page.content.decode()
    client.force_login(cast.staff)
    withdrawal = reverse("admin:content_content_withdraw", args=[deck.pk])
    page = client.post(withdrawal, {"reason": much, "unpublish": "1"})
    assert (page.status_code, much.strip() in page.content.decode()) == (422, True)
    page = client.post(withdrawal, {"reason": "", "unpublish": "1", "items": str(thread_help.item_ids(deck)[0])})
    assert "You named items that are wrong." in errors_of(page)
    assert Content.objects.get().is_published
    assert client.post(withdrawal, {"reason": " Old\r\nnews ", "unpublish": "1"}).status_code == 302
    assert Transition.objects.filter(verb="unpublish").get().reason == "Old\nnews"


@pytest.mark.parametrize("field", ["reason", "item"])
def test_too_many_words_are_refused_and_kept(desk: Client, held: ReviewRequest, field: str) -> None:
    item, much = items_of(held)[0], "word " * 400_000
    typed = sent("reject", reason=much) if field == "reason" else sent("reject", reason="No.") | problem(item, much)
    page = desk.post(address(held), typed)
    assert "at most" in errors_of(page)
    assert much.strip() in page.content.decode()
    assert desk.post(address(held, "draft"), typed).status_code == 302
    assert much.strip() in desk.get(address(held)).content.decode()
    assert not ReviewDecision.objects.exists()


def test_a_long_comment_comes_back_whole(client: Client, cast: Cast) -> None:
    deck = thread_help.sent_back(cast)
    thread = thread_help.thread_of(deck, "Which book is it from?")
    client.force_login(cast.teacher)
    much = "word " * 20_000
    page = client.post(thread_help.do(thread, "reply"), {f"reply-{thread.pk}": much}, follow=True)
    assert "and a comment at most" in page.content.decode()
    assert much.strip() in page.content.decode()


@pytest.mark.parametrize(
    "until", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-13-01", "2026-01-01T00:00:00+99:99", "x"]
)
def test_notices_are_read_until_any_moment(desk: Client, cast: Cast, until: str) -> None:
    waiting(cast.teacher)
    assert desk.post("/notices/read/", {"until": until}).status_code == 302


def test_a_notice_of_an_event_that_is_no_more(desk: Client, cast: Cast) -> None:
    whose = {"recipient": cast.reviewer, "subject": "100 % of {it}", "created_at": timezone.now()}
    for number, url in enumerate(("//evil.example", "https://evil.example", "rubbish", "", "/a\nb")):
        notice = Notice.objects.create(event="gone", key=f"gone:{number}", url=url, details={"what": "odd"}, **whose)
        assert "100 % of {it}" in desk.get("/notices/").content.decode()
        answer = desk.get(reverse("accounts:notice-open", args=[notice.pk]))
        assert answer.status_code == 302
        assert "evil" not in answer["Location"]
    NoticeChoice.objects.create(user=cast.reviewer, event="gone", delivery="now")
    assert desk.get("/profile/notices/").status_code == 200
