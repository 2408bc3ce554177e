"""How a person wants to be told of what."""

import pytest
from django.test import Client

from accounts.actions.choosing import choices_of, choose_deliveries
from accounts.models import Notice, NoticeChoice, User
from accounts.refusals import Refusal
from content import events
from tests.accounts.notice_help import choose, tell
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/profile/notices/"
CLASSES = {"class_invited", "class_enrolment", "work-given", "work-due", "work-changed"}
STUDYING = {"exception", "graded", "corrected", "feedback_answered", *CLASSES}  # for all who may study


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def sent(user: User, **changed: str) -> dict[str, str]:
    return choices_of(user) | changed


def test_visitors_log_in_first(client: Client) -> None:
    assert client.get(PAGE).status_code == 302


CLASSES = {"class_invited", "class_enrolment", "work-given", "work-due", "work-changed"}
STUDYING = {"exception", "graded", "corrected", "feedback_answered", *CLASSES}  # for all who may study


def test_it_shows_what_is_usual_to_whom_it_concerns(desk: Client, cast: Cast) -> None:
    page = desk.get(PAGE)
    assert set(page.context["form"].fields) == {
        "claimed",
        "commented",
        "decided",
        "published",
        "withdrawn",
        "invited",
        "handed_over",
        "class_teaching",
        "evidence",
        *STUDYING,
    }
    assert page.context["form"]["decided"].initial == "now"
    assert "Usually: Email at once" in page.content.decode()
    assert set(choices_of(cast.reviewer)) == {"submitted", "overdue", "commented", "withdrawn", *STUDYING}
    assert set(choices_of(cast.student)) == {"commented", "withdrawn", *STUDYING}


def test_what_is_chosen_is_kept_and_what_is_usual_is_not(desk: Client, cast: Cast) -> None:
    page = desk.post(PAGE, sent(cast.teacher, decided="digest", claimed="now"), follow=True)
    assert "Your choices are saved." in page.content.decode()
    assert page.context["form"]["decided"].initial == "digest"
    assert dict(NoticeChoice.objects.values_list("event", "delivery")) == {"decided": "digest", "claimed": "now"}
    desk.post(PAGE, sent(cast.teacher, decided="now"))
    assert dict(NoticeChoice.objects.values_list("event", "delivery")) == {"claimed": "now"}


def test_what_waits_follows_the_choice(cast: Cast) -> None:
    choose(cast.teacher, events.COMMENTED, "digest")
    for event in (events.DECIDED, events.COMMENTED, events.WITHDRAWN):
        tell(cast.teacher, event=event, key=event)
    tell(cast.colleague, key="hers")
    choose_deliveries(user=cast.teacher, deliveries={"decided": "app", "commented": "now", "withdrawn": "digest"})
    found = Notice.objects.filter(recipient=cast.teacher).values_list("event", "delivery", "email_state")
    assert set(found) == {
        ("decided", "app", "none"),
        ("commented", "now", "waiting"),
        ("withdrawn", "digest", "waiting"),
    }
    assert Notice.objects.get(recipient=cast.colleague).delivery == "now"


@pytest.mark.parametrize("value", ["", "by pigeon"])
def test_something_else_is_refused_at_its_place(desk: Client, cast: Cast, value: str) -> None:
    page = desk.post(PAGE, sent(cast.teacher, decided=value))
    assert page.status_code == 200
    assert page.context["form"].errors["decided"] == ["Choose one of the three."]
    assert page.content.decode().count("Choose one of the three.") >= 1
    assert not NoticeChoice.objects.exists()


def test_nobody_chooses_what_does_not_concern_her(desk: Client, cast: Cast) -> None:
    desk.post(PAGE, sent(cast.teacher, submitted="now"))
    assert not NoticeChoice.objects.exists()
    with pytest.raises(Refusal, match="You are not told"):
        choose_deliveries(user=cast.teacher, deliveries={"submitted": "now"})


def test_a_role_that_is_taken_takes_its_choices_along(desk: Client, cast: Cast) -> None:
    cast.teacher.groups.clear()
    assert set(desk.get(PAGE).context["form"].fields) == {"commented", "withdrawn"}
