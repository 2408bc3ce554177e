"""The review queue: what waits for whom, oldest first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from content.actions.claiming import claim_request
from content.models import Content, ItemVersion, ReviewDecision, ReviewRequest, Topic, Transition
from tests.cast import Cast
from tests.content.review_help import QUEUE, also, let_claim_expire, waiting
from tests.factories import decide, make_deck, make_guide, make_quiz, publish


@pytest.fixture
def queue() -> str:
    return reverse(QUEUE)


def titles(client: Client, address: str) -> list[str]:
    return [review.version.title for review in client.get(address).context["cl"].result_list]


def test_what_waited_longest_stands_first(client: Client, cast: Cast, queue: str) -> None:
    first, second, third = (waiting(cast.teacher, title=title) for title in ("One", "Two", "Three"))
    ReviewRequest.objects.filter(pk=third.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    client.force_login(cast.reviewer)
    assert titles(client, queue) == ["Three", "One", "Two"]
    page = client.get(queue).content.decode()
    assert "3 pieces wait for a reviewer." in page
    assert "1\xa0week, 2\xa0days" in page
    assert page.index("Three") < page.index(first.version.title) < page.index(second.version.title)


def test_a_row_says_what_it_is_and_how_much_is_to_be_read(client: Client, cast: Cast, queue: str) -> None:
    topic = Topic.objects.at_path("Science / Botany")
    guide = make_guide(cast.teacher, title="On leaves", sections=5, topic=topic, level="college")
    publish(guide, cast.second_reviewer)
    Content.objects.filter(pk=guide.pk).update(status="draft")
    claim_request(request=waiting(cast.teacher, content=guide), by=cast.second_reviewer)
    client.force_login(cast.reviewer)
    page = client.get(queue, {"state": "others"}).content.decode()
    for words in ("On leaves", "Study guide", "College", "Botany", "Tamara Example", "0 of 5 new or changed"):
        assert words in page
    assert "Rolf Example" in page


def test_the_parts_of_the_queue(client: Client, cast: Cast, queue: str) -> None:
    mine, others, expired = (waiting(cast.teacher, title=title) for title in ("Mine", "Others", "Expired"))
    waiting(cast.teacher, title="Free")
    decide(make_deck(cast.teacher, title="Done"), cast.reviewer, ReviewDecision.Outcome.REJECT, "It is wrong.")
    claim_request(request=mine, by=cast.reviewer)
    claim_request(request=others, by=cast.second_reviewer)
    claim_request(request=expired, by=cast.second_reviewer)
    let_claim_expire(expired)
    client.force_login(cast.reviewer)
    assert titles(client, queue) == ["Expired", "Free"]
    assert titles(client, f"{queue}?state=mine") == ["Mine"]
    assert titles(client, f"{queue}?state=others") == ["Others"]
    assert titles(client, f"{queue}?state=decided") == ["Done"]
    counts = client.get(queue).context["counts"]
    assert counts == {"waiting": 2, "mine": 1, "overdue": 0, "others": 1, "own": 0}


def test_own_work_is_not_in_it_but_can_be_found(client: Client, cast: Cast, queue: str) -> None:
    waiting(cast.teacher, title="Hers")
    waiting(cast.colleague, title="His")
    client.force_login(also(cast.teacher, Role.REVIEWER))
    assert titles(client, queue) == ["His"]
    assert titles(client, f"{queue}?state=own") == ["Hers"]
    client.force_login(cast.reviewer)
    assert "Your own work" not in client.get(queue).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "quiz"}, {"Old quiz", "New quiz"}),
        ({"level": "college"}, {"Guide"}),
        ({"submitted": "week"}, {"New quiz", "Guide"}),
        ({"submitted": "older"}, {"Old quiz"}),
        ({"q": "guid"}, {"Guide"}),
        ({"q": "Carlos"}, {"Guide"}),
        ({"kind": "quiz", "level": "college"}, set()),
        ({"kind": "no such kind"}, set()),
    ],
)
def test_filters(client: Client, cast: Cast, queue: str, asked: dict[str, str], found: set[str]) -> None:
    old = waiting(cast.teacher, title="Old quiz")
    ReviewRequest.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=40))
    waiting(cast.teacher, title="New quiz")
    waiting(cast.colleague, content=make_guide(cast.colleague, title="Guide", level="college"))
    client.force_login(cast.reviewer)
    response = client.get(queue, asked)
    assert {review.version.title for review in response.context["cl"].result_list} == found
    if not found:
        assert "Nothing here fits" in response.content.decode()


def test_an_empty_queue_says_what_it_is_for(client: Client, cast: Cast, queue: str) -> None:
    client.force_login(cast.reviewer)
    page = client.get(queue).content.decode()
    assert "Nothing waits" in page
    assert "Take the next one" not in page


@pytest.mark.parametrize("state", ["waiting", "mine", "others", "decided"])
def test_it_costs_the_same_for_many(
    client: Client, cast: Cast, queue: str, state: str, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    costs = []
    client.force_login(cast.reviewer)
    for count in (3, 27):
        for number in range(count):
            request = waiting(cast.teacher, content=make_quiz(cast.teacher, topic=Topic.objects.at_path(f"T{number}")))
            holder = {"mine": cast.reviewer, "others": cast.second_reviewer}.get(state)
            if holder:
                claim_request(request=request, by=holder)
            if state == "decided":
                decide(make_deck(cast.teacher), cast.second_reviewer, ReviewDecision.Outcome.REJECT, "Wrong.")
        with django_assert_max_num_queries(15) as queries:  # type: ignore[operator]
            response = client.get(queue, {"state": state})
        assert len(response.context["cl"].result_list) == min(25, count if count == 3 else 30)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_it_is_paged(client: Client, cast: Cast, queue: str) -> None:
    for number in range(26):
        waiting(cast.teacher, title=f"Quiz {number}")
    client.force_login(cast.reviewer)
    first = client.get(queue, {"kind": "quiz"})
    assert len(first.context["cl"].result_list) == 25
    following = first.context["next_url"]
    assert titles(client, queue + following) == ["Quiz 25"]
    assert "kind=quiz" in following


def test_visitors_are_led_to_log_in(client: Client, db: None, queue: str) -> None:
    response = client.get(queue, follow=True)
    assert response.redirect_chain[-1][0] == f"{reverse('account_login')}?next={queue}"
    assert response.status_code == 200


@pytest.mark.parametrize("person", ["student", "teacher", "stranger", "staff", "operator"])
def test_it_is_for_reviewers_alone(client: Client, cast: Cast, queue: str, person: str) -> None:
    waiting(cast.teacher)
    client.force_login(getattr(cast, person))
    assert client.get(queue).status_code == 403


def test_the_stock_forms_and_actions_are_not_there(client: Client, cast: Cast, queue: str) -> None:
    request = waiting(cast.teacher)
    root = also(cast.reviewer, Role.OPERATOR)
    root.is_superuser = True
    root.save()
    client.force_login(root)
    for path in ("add/", f"{request.pk}/delete/", f"{request.pk}/history/", f"{request.pk}/"):
        assert client.get(queue + path).status_code == 404
    client.post(queue, {"action": "delete_selected", "_selected_action": [str(request.pk)], "post": "yes"})
    assert ReviewRequest.objects.filter(pk=request.pk).exists()


def test_the_record_can_be_read_and_not_changed(client: Client, cast: Cast) -> None:
    content = publish(make_quiz(cast.teacher, title="On record"), cast.reviewer)
    client.force_login(cast.operator)
    for name, row in (
        ("content", content),
        ("contentversion", content.latest_version),
        ("itemversion", ItemVersion.objects.latest("created_at")),
        ("transition", Transition.objects.latest("at")),
    ):
        assert row is not None
        pk = row.pk
        assert client.get(reverse(f"admin:content_{name}_changelist"), {"q": "record"}).status_code == 200
        page = reverse(f"admin:content_{name}_change", args=[pk])
        assert client.get(page).status_code == 200
        assert client.post(page, {"title": "Changed"}).status_code == 403
        assert client.get(reverse(f"admin:content_{name}_delete", args=[pk])).status_code == 403
    client.force_login(cast.staff)
    assert client.get(reverse("admin:content_content_changelist")).status_code == 403
