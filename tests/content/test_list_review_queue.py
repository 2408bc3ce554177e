"""The review queue: what waits for whom, the most urgent first."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from content.actions.claiming import claim_request
from content.models import (
    CheckRun,
    CommentThread,
    Content,
    ItemVersion,
    ReviewDecision,
    ReviewRequest,
    ReviewRule,
    Topic,
    Transition,
)
from content.review.queue import read_page, rows_in
from tests.cast import Cast
from tests.content.queue_help import make_queue
from tests.content.review_help import QUEUE, also, let_claim_expire, waiting
from tests.factories import decide, make_deck, make_guide, make_quiz, publish

NEXT = "admin:content_reviewrequest_next"


@pytest.fixture
def queue() -> str:
    return reverse(QUEUE)


def titles(client: Client, address: str) -> list[str]:
    return [review.version.title for review in client.get(address).context["page"].rows]


def test_the_most_urgent_stands_first(client: Client, cast: Cast, queue: str) -> None:
    now = timezone.now()
    for title, priority, due in (
        ("Usual, due later", 2, now + timedelta(days=2)),
        ("Low", 1, now - timedelta(days=5)),
        ("Usual, overdue", 2, now - timedelta(days=2)),
        ("Usual, due some day", 2, None),
        ("Urgent", 4, None),
        ("High", 3, now),
    ):
        request = waiting(cast.teacher, title=title)
        ReviewRequest.objects.filter(pk=request.pk).update(priority=priority, due_at=due)
    client.force_login(cast.reviewer)
    found = titles(client, queue)
    assert found == ["Urgent", "High", "Usual, overdue", "Usual, due later", "Usual, due some day", "Low"]
    page = client.get(queue).content.decode()
    assert "6 pieces wait for a reviewer." in page
    assert "Overdue since" in page


def test_it_says_how_long_it_waits(client: Client, cast: Cast, queue: str) -> None:
    request = waiting(cast.teacher)
    ReviewRequest.objects.filter(pk=request.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    client.force_login(cast.reviewer)
    assert "1\xa0week, 2\xa0days" in client.get(queue).content.decode()


def test_a_row_says_what_it_is_and_how_much_is_to_be_read(client: Client, cast: Cast, queue: str) -> None:
    topic = Topic.objects.at_path("Science / Botany")
    guide = make_guide(cast.teacher, title="On leaves", sections=5, topic=topic, level="college")
    publish(guide, cast.second_reviewer)
    Content.objects.filter(pk=guide.pk).update(status="draft")
    claim_request(request=waiting(cast.teacher, content=guide), by=cast.second_reviewer)
    client.force_login(cast.reviewer)
    page = client.get(queue, {"state": "others"}).content.decode()
    for words in ("On leaves", "Study guide", "College", "Botany", "Tamara Example", "New or changed"):
        assert words in page
    assert "Rolf Example" in page
    assert client.get(queue, {"state": "others"}).context["page"].rows[0].items_to_read == 0


def test_a_row_tells_of_steps_threads_and_quality(client: Client, cast: Cast, queue: str) -> None:
    ReviewRule.objects.create(name="All of it")
    request = waiting(cast.teacher)
    CheckRun.objects.update_or_create(version=request.version, defaults={"state": "done", "score": 0.43})
    thread = {"content": request.content, "version": request.version, "opened_by": cast.second_reviewer}
    CommentThread.objects.create(**thread)
    CommentThread.objects.create(**thread, resolved_at=timezone.now(), resolved_by=cast.teacher)
    client.force_login(cast.reviewer)
    page = client.get(queue).content.decode()
    for words in ("4 of 4", "Step 1 of 2", "1 open comment", "0.43", "Due "):
        assert words in page
    assert 'aria-label="Low"' in page


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
    assert counts == {"waiting": 2, "mine": 1, "overdue": 0, "others": 1, "own": 0, "author": 0}


def test_what_is_overdue_whoever_holds_it(client: Client, cast: Cast, queue: str) -> None:
    waiting(cast.teacher, title="In time")
    for title in ("Late", "Late and held"):
        request = waiting(cast.teacher, title=title)
        ReviewRequest.objects.filter(pk=request.pk).update(due_at=timezone.now() - timedelta(hours=1))
    claim_request(request=request, by=cast.second_reviewer)
    client.force_login(cast.reviewer)
    assert titles(client, f"{queue}?state=overdue") == ["Late", "Late and held"]
    assert client.get(queue).context["counts"]["overdue"] == 2


def test_what_waits_for_its_author(client: Client, cast: Cast, queue: str) -> None:
    changes = ReviewDecision.Outcome.REQUEST_CHANGES
    again = decide(make_quiz(cast.teacher, title="Comes again"), cast.reviewer, changes, "Mend it.")
    decide(make_deck(cast.teacher, title="Rejected"), cast.reviewer, ReviewDecision.Outcome.REJECT, "It is wrong.")
    slow = decide(make_deck(cast.teacher, title="Asked twice"), cast.reviewer, changes, "Mend it.")
    decide(slow, cast.second_reviewer, changes, "It is not mended yet.")
    waiting(cast.teacher, content=again)
    client.force_login(cast.reviewer)
    page = client.get(queue, {"state": "author"})
    assert [row.version.title for row in page.context["page"].rows] == ["Asked twice"]
    assert page.context["page"].rows[0].decision.reviewer == cast.second_reviewer
    assert page.context["counts"]["author"] == 1


def test_a_step_is_shown_to_who_may_take_it(client: Client, cast: Cast, queue: str) -> None:
    botanists = Group.objects.create(name="Botanists")
    ReviewRule.objects.create(name="Botanists first", first_group=botanists)
    waiting(cast.teacher, title="For botanists")
    client.force_login(cast.reviewer)
    assert titles(client, queue) == []
    assert client.get(queue).context["counts"]["waiting"] == 0
    cast.reviewer.groups.add(botanists)
    assert titles(client, queue) == ["For botanists"]


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
        ({"kind": "no such kind"}, {"Old quiz", "New quiz", "Guide"}),
        ({"q": "quiz Tamara"}, {"Old quiz", "New quiz"}),
        ({"priority": "4"}, {"Guide"}),
        ({"quality": "low"}, {"Old quiz"}),
        ({"quality": "middle"}, set()),
        ({"quality": "high"}, {"Guide"}),
        ({"quality": "none"}, {"New quiz"}),
        ({"topic": "Science"}, {"Guide"}),
        ({"topic": "Science / Botany"}, {"Guide"}),
        ({"topic": "Sciences"}, {"New quiz"}),
    ],
)
def test_filters(client: Client, cast: Cast, queue: str, asked: dict[str, str], found: set[str]) -> None:
    topics = {path: Topic.objects.at_path(path) for path in ("Science / Botany", "Science", "Sciences")}
    old = waiting(cast.teacher, title="Old quiz")
    ReviewRequest.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=40))
    waiting(cast.teacher, content=make_quiz(cast.teacher, title="New quiz", topic=topics["Sciences"]))
    guide = make_guide(cast.colleague, title="Guide", level="college", topic=topics["Science / Botany"])
    urgent = waiting(cast.colleague, content=guide)
    ReviewRequest.objects.filter(pk=urgent.pk).update(priority=4)
    for request, score in ((old, 0.2), (urgent, 0.9)):
        CheckRun.objects.update_or_create(version=request.version, defaults={"score": score})
    if "topic" in asked:
        asked = {"topic": str(topics[asked["topic"]].pk)}
    client.force_login(cast.reviewer)
    response = client.get(queue, asked)
    assert {review.version.title for review in response.context["page"].rows} == found
    if not found:
        assert "Nothing here fits" in response.content.decode()


def test_the_tabs_and_the_next_one_keep_the_filters(client: Client, cast: Cast, queue: str) -> None:
    waiting(cast.teacher, title="Quiz")
    waiting(cast.teacher, content=make_guide(cast.teacher, title="Guide"))
    client.force_login(cast.reviewer)
    page = client.get(queue, {"kind": "study_guide"}).content.decode()
    assert "?kind=study_guide&amp;state=overdue" in page
    assert f'action="{reverse(NEXT)}?kind=study_guide"' in page
    assert 'data-key="n"' in page


def test_an_empty_queue_says_what_it_is_for(client: Client, cast: Cast, queue: str) -> None:
    client.force_login(cast.reviewer)
    page = client.get(queue).content.decode()
    assert "Nothing waits" in page
    assert "Take the next one" not in page


@pytest.mark.parametrize("state", ["waiting", "mine", "others", "author", "decided"])
def test_it_costs_the_same_for_many(
    client: Client, cast: Cast, queue: str, state: str, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    costs = []
    client.force_login(cast.reviewer)
    for count in (3, 23):
        for number in range(count):
            if state in ("author", "decided"):
                decide(make_deck(cast.teacher), cast.second_reviewer, ReviewDecision.Outcome.REQUEST_CHANGES, "Wrong.")
                continue
            request = waiting(cast.teacher, content=make_quiz(cast.teacher, topic=Topic.objects.at_path(f"T{number}")))
            holder = {"mine": cast.reviewer, "others": cast.second_reviewer}.get(state)
            if holder:
                claim_request(request=request, by=holder)
        with django_assert_max_num_queries(15) as queries:  # type: ignore[operator]
            response = client.get(queue, {"state": state})
        assert len(response.context["page"].rows) == min(25, 3 if count == 3 else 26)
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("state", ["waiting", "overdue"])
def test_500_open_requests(
    client: Client, cast: Cast, queue: str, state: str, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    make_queue(cast.teacher, 500, topics=[Topic.objects.at_path(f"Topic {number}") for number in range(40)])
    client.force_login(cast.reviewer)
    client.get(queue)
    with django_assert_max_num_queries(15) as queries:  # type: ignore[operator]
        response = client.get(queue, {"state": state}, headers={"accept-encoding": "gzip"})
    assert len(response.context["page"].rows) == 25
    assert response.context["counts"]["waiting"] == 500
    rows = [query["sql"] for query in queries if query["sql"].startswith('SELECT "content_reviewrequest"."id"')]
    assert len(rows) == 1, "all that is shown of them comes in one query"
    assert len(response.content) < 20_000


def test_every_request_of_500_is_on_one_page(cast: Cast) -> None:
    make_queue(cast.teacher, 500)
    page = read_page("waiting", rows_in("waiting", cast.reviewer), None)
    seen = [row.pk for row in page.rows]
    while page.next:
        page = read_page("waiting", rows_in("waiting", cast.reviewer), page.next)
        seen += [row.pk for row in page.rows]
    assert seen == list(ReviewRequest.objects.by_urgency().values_list("pk", flat=True))


def test_it_is_paged(client: Client, cast: Cast, queue: str) -> None:
    make_queue(cast.teacher, 26)
    client.force_login(cast.reviewer)
    first = client.get(queue, {"kind": "quiz"})
    assert len(first.context["page"].rows) == 25
    following = first.context["links"]["next_url"]
    last = ReviewRequest.objects.by_urgency()[25]
    assert titles(client, queue + following) == [last.content.title]
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
