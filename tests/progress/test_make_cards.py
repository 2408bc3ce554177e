"""A student makes cards of the terms that a section defines, with one click, and takes them out again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.refusals import Refusal, WrongState
from content.glossary import name_of
from content.models import Content, ItemVersion
from progress.actions.collecting import add_cards, remove_card
from progress.models import AddedCard, CardMemory
from tests.cast import Cast
from tests.factories import item, make_content, make_deck, make_guide, publish
from tests.progress.study import entries_of, publish_changed, url_of

BODY = "Words.\n\nAcid\n: Gives protons.\n\nBase\n: Takes them.\n\nSalt\n: What is left."
ACID, BASE, SALT = (name_of(word) for word in ("Acid", "Base", "Salt"))


@pytest.fixture
def guide(cast: Cast) -> Content:
    sections = (item("section", heading="Words", body=BODY), item("section", heading="Rest", body="No term."))
    return publish(make_content(cast.teacher, "study_guide", "Acids", sections), cast.reviewer)


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def section(guide: Content) -> ItemVersion:
    return entries_of(guide)[0]


def names(cast: Cast) -> set[str]:
    return set(AddedCard.objects.filter(student=cast.student).values_list("card", flat=True))


def turned(cast: Cast, guide: Content, name: str) -> CardMemory:
    now = timezone.now()
    return CardMemory.objects.create(
        student=cast.student,
        item=section(guide).item,
        card=name,
        content=guide,
        answer_fingerprint="x",
        reviews=1,
        last_rating=3,
        last_review=now,
        first_review=now,
        state=2,
        stability=1,
        difficulty=5,
        due=now + timedelta(days=1),
    )


def test_one_click_makes_a_card_of_a_term(reader: Client, guide: Content, cast: Cast) -> None:
    page = reader.get(url_of("study", guide)).content.decode()
    assert page.count("Terms of this section") == 1
    assert page.count("Make a card") == 3
    sent = {"section": str(section(guide).pk), "term": ACID}
    response = reader.post(url_of("term-add", guide), sent, follow=True)
    assert response.redirect_chain[-1][0].endswith(f"#terms-{section(guide).pk}")
    page = response.content.decode()
    assert "Among your cards" in page
    assert page.count("Make a card") == 2
    assert "Make cards of all 2" in page
    assert names(cast) == {ACID}


def test_one_click_makes_cards_of_all(reader: Client, guide: Content, cast: Cast) -> None:
    sent = {"section": str(section(guide).pk), "term": [ACID, BASE, SALT]}
    page = reader.post(url_of("term-add", guide), sent, follow=True).content.decode()
    assert "3 terms are among your cards." in page
    assert page.count("Among your cards") == 3
    assert "Make cards of all" not in page
    assert names(cast) == {ACID, BASE, SALT}


def test_making_it_again_changes_nothing(guide: Content, cast: Cast) -> None:
    for _time in range(2):
        assert add_cards(student=cast.student, content=guide, item_version_id=section(guide).pk, names=[ACID, ACID])
    assert AddedCard.objects.count() == 1


def test_a_card_is_taken_out_again(reader: Client, guide: Content, cast: Cast) -> None:
    add_cards(student=cast.student, content=guide, item_version_id=section(guide).pk, names=[ACID, BASE])
    sent = {"section": str(section(guide).pk), "term": ACID}
    page = reader.post(url_of("term-remove", guide), sent, follow=True).content.decode()
    assert page.count("Among your cards") == 1
    assert names(cast) == {BASE}
    assert not remove_card(student=cast.student, content=guide, item_version_id=section(guide).pk, name=ACID)


def test_what_was_turned_stays(reader: Client, guide: Content, cast: Cast) -> None:
    add_cards(student=cast.student, content=guide, item_version_id=section(guide).pk, names=[ACID])
    turned(cast, guide, ACID)
    assert "Take it out again" not in reader.get(url_of("study", guide)).content.decode()
    sent = {"section": str(section(guide).pk), "term": ACID}
    page = reader.post(url_of("term-remove", guide), sent, follow=True).content.decode()
    assert "You have turned this card already" in page
    assert names(cast) == {ACID}
    with pytest.raises(WrongState):
        remove_card(student=cast.student, content=guide, item_version_id=section(guide).pk, name=ACID)


def test_a_card_stays_through_a_new_wording(reader: Client, guide: Content, cast: Cast) -> None:
    add_cards(student=cast.student, content=guide, item_version_id=section(guide).pk, names=[ACID])
    guide = publish_changed(guide, cast.reviewer, {"body": BODY + "\n\nMore words."})
    page = reader.get(url_of("study", guide)).content.decode()
    assert page.count("Among your cards") == 1
    reader.post(url_of("term-remove", guide), {"section": str(section(guide).pk), "term": ACID})
    assert names(cast) == set()


@pytest.mark.parametrize("sent", [{}, {"section": "x"}, {"term": ACID}, {"section": "", "term": "\x00"}])
def test_forged_names_are_refused(reader: Client, guide: Content, cast: Cast, sent: dict[str, str]) -> None:
    response = reader.post(url_of("term-add", guide), sent)
    assert response.status_code == 409
    assert "no longer in this material" in response.content.decode()


@pytest.mark.parametrize("term", ["g-0000000000000000", "", "c1", "\x00", "x" * 5000])
def test_what_is_no_term_of_the_section_is_refused(reader: Client, guide: Content, cast: Cast, term: str) -> None:
    sent = {"section": str(section(guide).pk), "term": term}
    assert reader.post(url_of("term-add", guide), sent).status_code == 409
    assert names(cast) == set()


def test_only_terms_of_the_published_version(guide: Content, cast: Cast) -> None:
    old = section(guide).pk
    guide = publish_changed(guide, cast.reviewer, {"body": "Acid\n: Tastes sour."})
    with pytest.raises(Refusal):
        add_cards(student=cast.student, content=guide, item_version_id=old, names=[ACID])
    other = publish(make_deck(cast.teacher), cast.reviewer)
    with pytest.raises(Refusal):
        add_cards(student=cast.student, content=guide, item_version_id=entries_of(other)[0].pk, names=[""])
    with pytest.raises(WrongState):
        add_cards(student=cast.student, content=other, item_version_id=entries_of(other)[0].pk, names=[""])


@pytest.mark.parametrize("action", ["term-add", "term-remove"])
def test_only_by_post_and_for_students(client: Client, guide: Content, cast: Cast, action: str) -> None:
    sent = {"section": str(section(guide).pk), "term": ACID}
    assert client.post(url_of(action, guide), sent)["Location"].startswith("/accounts/login/")
    client.force_login(cast.stranger)
    assert client.post(url_of(action, guide), sent).status_code == 403
    client.force_login(cast.student)
    assert client.get(url_of(action, guide)).status_code == 405
    draft = make_guide(cast.teacher, title="Draft")
    assert client.post(url_of(action, draft), sent).status_code == 404
    assert not AddedCard.objects.exists()


def test_actions_ask_who_it_is(guide: Content, cast: Cast) -> None:
    actions: list[Callable[[], object]] = [
        lambda: add_cards(student=cast.stranger, content=guide, item_version_id=section(guide).pk, names=[ACID]),
        lambda: remove_card(student=cast.stranger, content=guide, item_version_id=section(guide).pk, name=ACID),
    ]
    for act in actions:
        with pytest.raises(PermissionDenied):
            act()


def test_the_cards_of_another_are_not_hers(reader: Client, guide: Content, cast: Cast) -> None:
    add_cards(student=cast.classmate, content=guide, item_version_id=section(guide).pk, names=[ACID])
    assert "Among your cards" not in reader.get(url_of("study", guide)).content.decode()
    reader.post(url_of("term-remove", guide), {"section": str(section(guide).pk), "term": ACID})
    assert AddedCard.objects.count() == 1


def test_the_page_asks_no_more_of_many_terms(reader: Client, cast: Cast) -> None:
    counts = []
    for size in (2, 40):
        body = "\n\n".join(f"Term {n}\n: Means {n}." for n in range(size))
        sections = tuple(item("section", heading=f"S{n}", body=body) for n in range(size // 2))
        guide = publish(make_content(cast.teacher, "study_guide", f"Guide {size}", sections), cast.reviewer)
        reader.get(url_of("study", guide))
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(url_of("study", guide)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
