"""A session of cards on a phone in a bus: by keyboard alone, with the thumb, and without a script."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from content.actions.withdrawing import withdraw_published
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.missing import learn_missed
from progress.models import CardMemory, ReviewLog, ReviewUndo
from progress.models.memory import Rating
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.factories import choice, item, make_content, make_quiz, publish
from tests.progress.study import entries_of, later, now, place_of, turn, url_of

URL = "/study/review/"
CARDS = (
    item("card", front="What carries oxygen?", back="Haemoglobin", hint="It holds iron."),
    item("card", style="reversed", front="Liver", back="Hígado"),
    item("card", style="cloze", front="{{c1::Lima}} is in {{c2::Peru::a country}}.", back="Since 1535."),
    item("card", style="typed", front="The green pigment?", back="Chlorophyll"),
)
QUESTION = choice("Which gas do plants take in?", "Carbon dioxide", "Oxygen", explanation="For photosynthesis.")


class Phone(Person):
    """Somebody with a small screen and a thumb."""

    def __init__(self, browser: Browser, base: str, user: User, *, scripts: bool = True, width: int = 360) -> None:
        self.context = browser.new_context(
            base_url=base,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 740},
            has_touch=True,
            is_mobile=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.scripts = scripts
        self.log_in(user)

    def open(self, path: str) -> None:
        super().open(path)
        if self.scripts and self.page.locator("[data-cards]").count():
            self.page.wait_for_selector("[data-cards][data-ready]")

    @property
    def card(self) -> Locator:
        return self.page.locator("[data-card]")

    def turn(self) -> None:
        """With the thumb, until the answer has come to light and into sight: then nothing moves any more."""
        self.page.get_by_text("Show the answer", exact=True).tap()
        expect(self.page.locator("[data-answer]")).to_be_focused()

    def rate(self, name: str) -> None:
        """Without a script: the page of the next card comes."""
        with self.page.expect_navigation():
            self.page.locator("[data-ratings]").get_by_role("button", name=name).click()

    def is_asked(self, text: str) -> None:
        expect(self.page.locator("#front")).to_contain_text(text)

    def sees(self, text: str) -> None:
        expect(self.card).to_contain_text(text)


@pytest.fixture
def deck(cast: Cast) -> Content:
    """She does not mind two cards of one item on one day."""
    cast.student.preferences = {"bury_siblings": False}
    cast.student.save()
    return publish(make_content(cast.teacher, "flashcards", "Physiology", CARDS), cast.reviewer)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """She answered its question wrongly; it is due."""
    quiz = publish(make_quiz(cast.teacher, "Cell structure", items=(QUESTION,)), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    asked = entries_of(quiz)[0]
    answers = {asked.pk: {"choice": [place_of(attempt, asked, 1)]}}
    finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True)
    pairs = [(response.item_version, response) for response in attempt.responses.select_related("item_version__item")]
    learn_missed(student=cast.student, content=quiz, answers=pairs, attempt=attempt, now=now())
    CardMemory.objects.update(due=now() - timedelta(hours=2))
    return quiz


@pytest.fixture
def phone(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Phone]:
    phone = Phone(browser, live_server.url, cast.student)
    yield phone
    phone.context.close()
    assert phone.errors == []


def begin(student: User, deck: Content) -> None:
    """She learnt the first card nine days ago, and it is due."""
    with later(days=-9):
        turn(student, deck, 0, Rating.EASY)


def test_by_keyboard_alone_from_the_first_card_to_the_last(
    phone: Phone, deck: Content, quiz: Content, cast: Cast
) -> None:
    begin(cast.student, deck)
    phone.open(URL)
    keys, page = phone.page.keyboard, phone.page
    phone.sees("From your attempt at Cell structure, now")
    answer_question(phone, then="Enter")
    phone.is_asked("What carries oxygen?")
    expect(phone.card).to_be_focused()
    expect(page.locator("[data-cards-says]")).to_contain_text("Good on “Which gas do plants take in?”. 7 cards left")
    expect(page.get_by_text("Haemoglobin")).to_be_hidden()
    keys.press("1")  # not before she has seen the answer
    keys.press("Space")
    expect(page.get_by_text("Haemoglobin")).to_be_visible()
    keys.press("Space")
    phone.is_asked("Liver")
    assert last_rating() == Rating.GOOD
    keys.press("u")
    phone.is_asked("What carries oxygen?")
    keys.press("-")
    expect(page.get_by_role("button", name="Undo: Buried until tomorrow")).to_be_visible()
    for word, answer in (
        ("Liver", "Hígado"),
        ("Hígado", "Liver"),
        ("[…] is in Peru", "Since 1535"),
        ("Lima is in [", "Peru"),
    ):
        phone.is_asked(word)
        keys.press("Enter")
        expect(page.locator("[data-answer]")).to_contain_text(answer)
        keys.press("4")
    type_answer(phone)
    phone.is_asked("Which gas do plants take in?")  # a Good one of those just begun comes again in ten minutes
    answer_question(phone, then="4")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert page.url.endswith(URL)
    assert ReviewUndo.objects.count() == 1
    keys.press("Control+z")
    phone.is_asked("Which gas do plants take in?")
    assert ReviewUndo.objects.count() == 2


def answer_question(phone: Phone, then: str) -> None:
    """From the card through its menu to the options; Enter checks, and the key `then` rates."""
    keys, page = phone.page.keyboard, phone.page
    expect(phone.card).to_be_focused()
    for _step in range(4):
        keys.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    keys.press("Space")
    for _option in range(2):
        if "Carbon" in page.locator(".option", has=page.locator(":checked")).inner_text():
            break
        keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Good")).to_be_visible()
    phone.sees("Correct")
    phone.sees("For photosynthesis.")
    keys.press(then)


def type_answer(phone: Phone) -> None:
    keys, page = phone.page.keyboard, phone.page
    phone.is_asked("The green pigment?")
    expect(page.locator("#typed")).to_be_focused()
    keys.type("Clorophyl 1u-")
    keys.press("Enter")
    phone.sees("letters differ")
    expect(page.locator("[data-suggested]")).to_contain_text("Again")
    keys.press("4")


def last_rating() -> int:
    return ReviewLog.objects.filter(source="review").latest("reviewed_at").rating


def test_with_the_thumb(phone: Phone, deck: Content, cast: Cast) -> None:
    phone.open(url_of("cards", deck))
    finger = Finger(phone)
    finger.swipe(-160)
    phone.is_asked("What carries oxygen?")
    assert not ReviewLog.objects.exists()
    phone.turn()
    finger.swipe(40)
    finger.swipe(20, down=-220)
    expect(phone.page.locator(".flashcard__stamp")).to_have_count(0)
    finger.take(140)
    stamp = phone.page.locator(".flashcard__stamp")
    expect(stamp).to_have_text("Good")
    expect(stamp).to_have_class(re.compile("stamp--sure"))
    finger.drag(-60)
    expect(stamp).to_have_text("Again")
    expect(stamp).not_to_have_class(re.compile("stamp--sure"))
    assert not ReviewLog.objects.exists()
    finger.drag(150)
    finger.lift()
    phone.is_asked("Liver")
    assert last_rating() == Rating.GOOD
    phone.turn()
    finger.take(-150)
    finger.lift()
    phone.is_asked("Hígado")
    assert last_rating() == Rating.AGAIN


def test_who_wants_no_motion_sees_words_and_no_card_move(phone: Phone, deck: Content) -> None:
    phone.page.emulate_media(reduced_motion="reduce")
    phone.open(url_of("cards", deck))
    phone.turn()
    before = phone.card.bounding_box()
    finger = Finger(phone)
    finger.take(140)
    expect(phone.page.locator(".flashcard__stamp")).to_have_text("Good")
    assert phone.card.bounding_box() == before
    finger.lift()
    phone.is_asked("Liver")


# The middle of what is in sight of the card, once it has come back from where it was dragged to.
_MIDDLE = """async () => {
  const card = document.querySelector("[data-card]");
  await Promise.all(card.getAnimations().map((animation) => animation.finished.catch(() => {})));
  const { left, right, top, bottom } = card.getBoundingClientRect();
  return [(left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2].map(Math.round);
}"""
_AT_REST = """() => new Promise((done) => {
  let [place, still] = [scrollY, 0];
  const look = () => {
    [place, still] = [scrollY, scrollY === place ? still + 1 : 0];
    still < 10 ? requestAnimationFrame(look) : done();
  };
  look();
})"""


class Finger:
    """Real touch events, as the browser gets them from the glass."""

    def __init__(self, phone: Phone) -> None:
        self.page = phone.page
        self.cdp = phone.context.new_cdp_session(phone.page)
        self.x = self.y = 0
        self.is_down = False

    def drag(self, by: int, down: int = 0) -> None:
        """Go on from the middle of the card, sideways and down, and stay on the glass."""
        if not self.is_down:
            self.x, self.y = self.page.evaluate(_MIDDLE)
            self.is_down = True
            self._send("touchStart", self.x, self.y)
        for step in range(1, 9):
            self._send("touchMove", self.x + by * step // 8, self.y + down * step // 8)
            self.page.wait_for_timeout(16)

    def take(self, by: int) -> None:
        """Drag until the card follows. A finger that rests on the glass before it moves, as it does where the machine
        is busy, selects words instead: then it is lifted and comes again, as a hand would."""
        for _try in range(4):
            self.drag(by)
            if self.page.locator(".flashcard__stamp").count():
                return
            self.lift()
            self.page.evaluate("getSelection().removeAllRanges()")
        raise AssertionError("the card does not follow the finger")

    def lift(self) -> None:
        """And wait until the page, which may have begun to scroll, stands still again: a tap before only stops it."""
        self.is_down = False
        self.cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.page.wait_for_timeout(250)
        self.page.evaluate(_AT_REST)

    def swipe(self, by: int, down: int = 0) -> None:
        self.drag(by, down)
        self.lift()

    def _send(self, kind: str, x: int, y: int) -> None:
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def test_without_a_script(browser: Browser, live_server: Any, deck: Content, quiz: Content, cast: Cast) -> None:
    begin(cast.student, deck)
    phone = Phone(browser, live_server.url, cast.student, scripts=False)
    phone.open(URL)
    phone.page.get_by_label("Oxygen").check()
    phone.press("Check")
    phone.reads("Not right")
    expect(phone.page.locator("[data-suggested]")).to_contain_text("Again")
    phone.rate("Easy")
    phone.reads("What carries oxygen?")
    phone.page.get_by_text("Show the answer", exact=True).click()
    phone.reads("Haemoglobin")
    phone.rate("Good")
    phone.press("Undo: Good on “What carries oxygen?”")
    phone.reads("What carries oxygen?")
    phone.page.locator("summary", has_text="More").click()
    phone.press("Bury until tomorrow")
    phone.press("Undo: Buried until tomorrow")
    phone.reads("What carries oxygen?")
    for _card in range(5):
        phone.page.get_by_text("Show the answer", exact=True).click()
        phone.rate("Easy")
    phone.fill("Your answer", "Chlorophyl")
    phone.press("Check")
    phone.reads("1 letter differs")
    phone.rate("Easy")
    phone.reads("Done for today")
    phone.context.close()


def test_a_lost_line_loses_nothing(phone: Phone, deck: Content) -> None:
    phone.open(url_of("cards", deck))
    phone.page.keyboard.press("Space")
    phone.context.set_offline(True)
    phone.page.keyboard.press("3")
    expect(phone.page.locator("[data-cards-failed]")).to_contain_text("Nothing is lost")
    assert not ReviewLog.objects.exists()
    phone.context.set_offline(False)
    phone.page.keyboard.press("3")
    phone.is_asked("Liver")
    assert ReviewLog.objects.count() == 1


def test_what_was_withdrawn_meanwhile_says_why(phone: Phone, deck: Content, cast: Cast) -> None:
    phone.open(url_of("cards", deck))
    withdraw_published(content=deck, by=cast.reviewer, reason="The second card is wrong.")
    phone.page.keyboard.press("Space")
    phone.page.keyboard.press("3")
    expect(phone.page.locator("main")).to_contain_text("The second card is wrong.")
    assert not ReviewLog.objects.exists()


def test_every_face_is_accessible(browser: Browser, live_server: Any, deck: Content, quiz: Content, cast: Cast) -> None:
    """axe finds nothing, nothing scrolls sideways at 320 px, and a thumb hits whatever can be pressed."""
    begin(cast.student, deck)
    CardMemory.objects.filter(content=deck).update(lapses=8)
    phone = Phone(browser, live_server.url, cast.student, width=320)
    phone.open(URL)
    looks_right(phone)
    phone.page.get_by_label("Oxygen").check()
    phone.page.get_by_role("button", name="Check").tap()
    phone.sees("Not right")
    looks_right(phone)
    phone.page.keyboard.press("4")
    for _card in range(5):
        expect(phone.page.get_by_text("Show the answer", exact=True)).to_be_visible()
        phone.page.keyboard.press("Space")
        phone.page.locator("summary", has_text="More").tap()
        looks_right(phone)
        said = phone.page.locator("[data-cards-says]").inner_text()
        phone.page.keyboard.press("Escape")
        phone.page.keyboard.press("1" if "Which gas" in said else "4")
        expect(phone.page.locator("[data-cards-says]")).not_to_have_text(said)
        looks_right(phone)
    phone.fill("Your answer", "Clorophyl")
    phone.page.keyboard.press("Enter")
    phone.sees("letters differ")
    looks_right(phone)
    for address in ("/study/leeches/", url_of("cards", deck)):
        phone.open(address)
        looks_right(phone)
    phone.context.close()
    assert phone.errors == []


_SMALL = """() => [...document.querySelectorAll("main :is(a, button, summary, input, label)")]
  .filter((found) => found.checkVisibility() && !found.closest("p, .breadcrumb, .field__label, [type=hidden]"))
  .filter((found) => !(found.matches("input") && found.closest("label")))
  .map((found) => [found.innerText || found.name, found.getBoundingClientRect()])
  .filter(([, box]) => box.width > 2 && (box.height < 44 || box.width < 44))
  .map(([name, box]) => `${name}: ${box.width} × ${box.height}`)"""


def looks_right(phone: Phone) -> None:
    found = Axe().run(phone.page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert not phone.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert phone.page.evaluate(_SMALL) == []
