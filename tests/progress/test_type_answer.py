"""A card whose answer is typed: checking shows letter by letter what differs; nothing is written before it is rated."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress.models import CardMemory, ReviewLog
from tests.cast import Cast
from tests.factories import item, make_content, make_guide, make_quiz, publish
from tests.progress.study import entries_of, publish_changed, rate, shown_card, url_of

CARDS = (
    item("card", style="typed", front="The green pigment?", back="Chlorophyll", hint="Chloros is green"),
    item("card", style="typed", front="Say <b>tea</b> in Spanish", back="el **té**"),
)


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_content(cast.teacher, "flashcards", "Words", CARDS), cast.reviewer)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def form_of(client: Client, url: str) -> dict[str, str]:
    """The fields of the form to type in, and its address as `action`."""
    page = client.get(url).content.decode()
    form = page[page.index('class="flashcard__work"') :]
    action = re.search(r'action="([^"]+)"', form)
    assert action
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) | {"action": action[1]}


def check(client: Client, url: str, **sent: str) -> str:
    fields = form_of(client, url)
    response = client.post(fields["action"], fields | sent)
    assert response.status_code == 200
    return response.content.decode()


def test_the_answer_is_not_on_the_page_before_it_is_typed(learner: Client, deck: Content) -> None:
    page = learner.get(url_of("cards", deck)).content.decode()
    assert "The green pigment?" in page
    assert "Chloros is green" in page
    assert "Chlorophyll" not in page
    assert 'class="ratings"' not in page


def test_what_differs_is_shown_in_words_and_marks(learner: Client, deck: Content) -> None:
    page = check(learner, url_of("cards", deck), typed="Clorophil")
    assert "3 letters differ" in page
    assert '<del class="typed__wrong"><span class="visually-hidden">wrong: </span>i</del>' in page
    assert '<ins class="typed__missing"><span class="visually-hidden">missing: </span>h</ins>' in page
    assert re.search(r'value="1"[^>]*data-suggested', page)
    assert not ReviewLog.objects.exists()


def test_a_right_answer_suggests_good_and_is_rated(learner: Client, deck: Content) -> None:
    url = url_of("cards", deck)
    fields = form_of(learner, url)
    response = learner.post(fields["action"], fields | {"typed": " chlorophyll. ", "active": "1500"})
    page = response.content.decode()
    assert "That is it" in page
    assert re.search(r'value="3"[^>]*data-suggested', page)
    assert f'name="opened" value="{fields["opened"]}"' in page
    assert 'name="active" value="1500"' in page
    rating = page[page.index('class="ratings"') :]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', rating))
    assert learner.post(url_of("card-rate", deck), sent | {"rating": "3"}).headers["Location"] == url
    log = ReviewLog.objects.get()
    assert log.rating == 3
    assert log.duration_ms is not None
    assert log.duration_ms <= 1500


def test_an_accent_is_a_letter_and_markup_is_none(learner: Client, deck: Content) -> None:
    url = url_of("cards", deck)
    page = check(learner, url, show="1")
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page[page.index('class="ratings"') :]))
    learner.post(url_of("card-rate", deck), sent | {"rating": "4"})
    assert "1 letter differs" in check(learner, url, typed="el te")
    assert "That is it" in check(learner, url, typed="EL TE\u0301")


def test_without_an_answer_it_is_just_shown(learner: Client, deck: Content) -> None:
    for sent in ({"show": "1", "typed": "Chl"}, {"typed": "   "}):
        page = check(learner, url_of("cards", deck), **sent)
        assert "Chlorophyll" in page
        assert "You typed" not in page
        assert 'class="ratings"' in page


def test_what_she_typed_is_never_markup(learner: Client, deck: Content) -> None:
    page = check(learner, url_of("cards", deck), typed="<script>x</script>")
    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page


def test_too_long_is_refused_with_a_sentence_and_kept(learner: Client, deck: Content) -> None:
    fields = form_of(learner, url_of("cards", deck))
    typed = "x" * 10_000
    response = learner.post(fields["action"], fields | {"typed": typed})
    assert response.status_code == 422
    page = response.content.decode()
    assert "What you typed has 10000 characters; at most 500 fit." in page
    assert f'value="{typed}"' in page
    assert "Chlorophyll" not in page


@pytest.mark.parametrize(
    "fields",
    [{"card": "x"}, {"card": "\x00"}, {"reviews": "x"}, {"reviews": "9" * 5000}, {"name": "\x00"}, {"name": "n" * 99}],
)
def test_a_broken_form(learner: Client, deck: Content, fields: dict[str, str]) -> None:
    sent = form_of(learner, url_of("cards", deck)) | {"typed": "Chlorophyll"} | fields
    response = learner.post(sent["action"], sent, follow=True)
    assert "did not arrive whole" in response.content.decode()
    assert not CardMemory.objects.exists()


def test_the_card_was_changed_or_rated_meanwhile(learner: Client, deck: Content, cast: Cast) -> None:
    fields = form_of(learner, url_of("cards", deck))
    answer = fields | {"typed": "Chlorophyll"}
    for name in ("c1", "back"):
        page = learner.post(fields["action"], answer | {"name": name}, follow=True).content.decode()
        assert "changed or removed" in page
    page = learner.post(fields["action"], answer | {"reviews": "1"}, follow=True).content.decode()
    assert "rated this card already" in page
    publish_changed(deck, cast.reviewer, {"back": "Carotene"})
    page = learner.post(fields["action"], answer, follow=True).content.decode()
    assert "changed or removed" in page


def test_nobody_looks_up_the_answers_of_a_quiz(learner: Client, cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    for entry in entries_of(quiz):
        sent = {"card": str(entry.pk), "name": "", "reviews": "0", "show": "1"}
        response = learner.post(url_of("card-check", quiz), sent, follow=True)
        page = response.content.decode()
        assert "This is none of your cards yet." in page
        assert "Right answer" not in page
        rated = learner.post(url_of("card-rate", quiz), sent | {"rating": "4"}, follow=True)
        assert "This is none of your cards yet." in rated.content.decode()
    assert not CardMemory.objects.exists()


def test_it_goes_on_where_it_was_sent_from(learner: Client, deck: Content) -> None:
    fields = form_of(learner, url_of("cards", deck))
    assert f'name="deck" value="{deck.pk}"' in learner.post(fields["action"], fields).content.decode()
    without = {name: value for name, value in fields.items() if name != "deck"}
    assert 'name="deck"' not in learner.post(fields["action"], without).content.decode()
    rated = rate(learner, "/study/review/", 3) if CardMemory.objects.exists() else {}
    assert rated == {}


def test_who_may(client: Client, deck: Content, cast: Cast) -> None:
    url = url_of("card-check", deck)
    assert client.post(url).headers["Location"].startswith("/accounts/login/")
    client.force_login(cast.stranger)
    assert client.post(url).status_code == 403
    client.force_login(cast.student)
    assert client.get(url).status_code == 405
    assert client.post(url_of("card-check", make_guide(cast.teacher))).status_code == 404


def test_queries(learner: Client, deck: Content, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    fields = form_of(learner, url_of("cards", deck))
    with django_assert_max_num_queries(15):
        learner.post(fields["action"], fields | {"typed": "x"})
    with pytest.raises(ValueError, match="substring not found"):
        shown_card(learner, url_of("cards", deck))
