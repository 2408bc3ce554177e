"""A person's own notices: newest first, by day, and read once she has been where they lead."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actions.reading import forget_read, mark_read
from accounts.models import Notice
from accounts.tasks import forget_read_notices
from content import events
from tests.accounts.notice_help import PATH, ago, tell, was_told
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/notices/"


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def shown(client: Client, path: str = LIST) -> str:
    return client.get(path).content.decode()


def opening(notice: Notice) -> str:
    return reverse("accounts:notice-open", args=[notice.pk])


def test_visitors_log_in_first(client: Client) -> None:
    assert client.get(LIST)["Location"] == "/accounts/login/?next=/notices/"


def test_there_is_something_to_say_where_there_is_nothing(desk: Client) -> None:
    page = shown(desk)
    assert "Nothing has happened yet" in page
    assert "Mark all as read" not in page
    assert "bell__count" not in page


def test_they_stand_by_day_newest_first(desk: Client, cast: Cast) -> None:
    old = tell(cast.teacher, key="a", subject="Tides", event=events.PUBLISHED)
    was_told(old, ago(days=3))
    details = {
        "what": "reject",
        "reason": "Copied from <a book>.",
        "points": [{"about": f"Question {number}", "said": "Wrong."} for number in range(4)],
    }
    tell(cast.teacher, key="b", actor=cast.reviewer, details=details)
    tell(cast.colleague, key="c", subject="Not hers")
    page = shown(desk)
    assert page.index("Rina Example rejected “Leaves”") < page.index("“Tides” is published.")
    assert page.count('class="notices__day"') == 2
    for words in ("Copied from &lt;a book&gt;.", "<strong>Question 2</strong> Wrong.", "And more", "2 are unread."):
        assert words in page
    assert "Question 3" not in page
    assert "Not hers" not in page
    assert page.count("notice--unread") == 2


def test_the_bell_counts_on_every_page_without_a_query(
    desk: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        shown(desk, "/profile/notices/")
    for number in range(3):
        tell(cast.teacher, key=str(number))
    with django_assert_num_queries(3):
        page = shown(desk, "/profile/notices/")
    assert "Notices, 3 unread" in page


def test_the_bell_is_in_the_administration_as_well(client: Client, cast: Cast) -> None:
    client.force_login(cast.reviewer)
    tell(cast.reviewer)
    assert "Notices, 1 unread" in shown(client, "/admin/")


def test_opening_one_leads_there_and_counts_as_read(desk: Client, cast: Cast) -> None:
    notice = tell(cast.teacher)
    assert desk.get(opening(notice), headers={"Sec-Purpose": "prefetch;prerender"})["Location"] == PATH
    notice.refresh_from_db()
    assert notice.read_at is None, "a browser looked ahead, she did not"
    assert desk.get(opening(notice))["Location"] == PATH
    notice.refresh_from_db()
    desk.get(opening(notice))
    assert Notice.objects.get(read_at__isnull=False).read_at == notice.read_at
    assert "You have read them all." in shown(desk)


@pytest.mark.parametrize(
    "url", ["", "https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_it_never_leads_out(desk: Client, cast: Cast, url: str) -> None:
    notice = tell(cast.teacher)
    Notice.objects.filter(pk=notice.pk).update(url=url)
    assert desk.get(opening(notice))["Location"] == LIST


def test_those_of_others_are_not_there(desk: Client, cast: Cast) -> None:
    notice = tell(cast.colleague)
    assert desk.get(opening(notice)).status_code == 404
    with pytest.raises(PermissionDenied):
        mark_read(notice=notice, by=cast.teacher)
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_at_once_but_not_what_came_meanwhile(desk: Client, cast: Cast) -> None:
    was_told(tell(cast.teacher, key="before"), ago(minutes=5))
    tell(cast.teacher, key="after")
    tell(cast.colleague, key="hers")
    page = desk.post("/notices/read/", {"until": ago(minutes=1).isoformat()}, follow=True).content.decode()
    assert "1 notice is marked as read." in page
    unread = Notice.objects.filter(read_at=None).values_list("key", flat=True)
    assert set(unread) == {"after", "hers"}


@pytest.mark.parametrize("until", ["", "soon", "2026-99-99T00:00", "2026-01-01T00:00"])
def test_a_time_that_is_none_means_now(desk: Client, cast: Cast, until: str) -> None:
    tell(cast.teacher)
    assert desk.post("/notices/read/", {"until": until}).status_code == 302
    assert not Notice.objects.filter(read_at=None).exists()


def test_only_by_its_button(desk: Client) -> None:
    assert desk.get("/notices/read/").status_code == 405


def test_many_of_them_cost_no_more_and_come_in_pages(
    desk: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(45):
        tell(cast.teacher, key=f"{number:02}", subject=f"Piece {number:02}", actor=cast.reviewer)
    with django_assert_num_queries(3):
        page = desk.get(LIST)
    assert len(page.content) < 60_000
    assert "Piece 44" in page.content.decode()
    assert "Piece 24" not in page.content.decode()
    second = shown(desk, LIST + page.context["links"]["next_url"])
    assert "Piece 24" in second
    assert "Piece 25" not in second
    assert "Piece 44" in shown(desk, f"{LIST}?after=nonsense")


def test_one_whose_event_is_gone_is_shown_still(desk: Client, cast: Cast) -> None:
    Notice.objects.filter(pk=tell(cast.teacher).pk).update(event="gone")
    assert "Leaves" in shown(desk)


def test_read_ones_are_forgotten_after_three_months(cast: Cast) -> None:
    old, recent = timezone.now() - timedelta(days=91), timezone.now() - timedelta(days=89)
    for key, told, is_read, state in (
        ("goes", old, True, "sent"),
        ("unread", old, False, "sent"),
        ("recent", recent, True, "sent"),
        ("waiting", old, True, "waiting"),
    ):
        notice = was_told(tell(cast.teacher, key=key), told)
        read_at = told if is_read else None
        Notice.objects.filter(pk=notice.pk).update(read_at=read_at, email_state=state)
    forget_read_notices(timestamp=0)
    assert set(Notice.objects.values_list("key", flat=True)) == {"unread", "recent", "waiting"}
    assert forget_read() == 0
