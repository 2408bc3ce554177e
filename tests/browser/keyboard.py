"""Somebody at the keyboard: no mouse, no address bar, no script that puts the focus anywhere. Wherever Tab takes her
she can see where she is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from content.models import Content, Draft, ReviewRequest
from tests.browser.people import Person
from tests.content.studio_help import newest

PIECE = re.compile(r"/studio/[0-9a-f-]{36}/(#main)?$")  # a fragment stays through a redirect
EDITOR = re.compile(r"/studio/[0-9a-f-]{36}/edit/")
NOTE = "The third one is new: look at it first."

_FOCUS = """() => {
  const element = document.activeElement;
  const text = (found) => found?.innerText.replace(/\\s+/g, " ").trim() ?? "";
  const byIds = (ids) => ids.split(" ").map((id) => text(document.getElementById(id))).join(" ");
  const labelled = element.getAttribute("aria-labelledby");
  const own = labelled ? byIds(labelled) : element.ariaLabel ?? element.title;
  const label = [...(element.labels ?? [])].map(text).join(" ") || own || text(element);
  const legend = element.type === "radio" ? text(element.closest("fieldset")?.querySelector("legend")) + ": " : "";
  const name = own || (element.labels?.length ? legend + label : label);
  const box = element.getBoundingClientRect();
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const top = document.elementFromPoint(x, y);
  const isThere = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight;
  const isOnTop = top && (element.contains(top) || [...(element.labels ?? [])].some((found) => found.contains(top)));
  const style = getComputedStyle(element);
  const hasOwnMark = element.matches("iframe, input[type=date], input[type=datetime-local]"); // on a part of it
  const isMarked = hasOwnMark || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1);
  return {
    tag: element.localName, name, field: element.name ?? "", x: box.left, y: box.top + scrollY,
    isSeen: Boolean(element === document.body || (isThere && isOnTop && isMarked)),
  };
}"""


@dataclass(frozen=True)
class Focus:
    """Where the focus is: what the element is called, the name of the field, and whether the eye finds it: in sight,
    covered by nothing, with a line around it."""

    tag: str
    name: str
    field: str
    is_seen: bool
    y: float


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    @property
    def focus(self) -> Focus:
        found: dict[str, Any] = self.page.evaluate(_FOCUS)
        return Focus(found["tag"], found["name"], found["field"], found["isSeen"], found["y"])

    def tab(self, key: str = "Tab") -> Focus:
        self.press(key)
        focus = self.focus
        assert focus.is_seen, f"{focus} has the focus, and cannot be seen"
        return focus

    def tab_to(self, name: str, *, within: int, key: str = "Tab") -> None:
        """Go on until the focus is on what has that name, or a name that begins with it."""
        passed: list[str] = []
        for _step in range(within):
            focus = self.tab(key)
            if focus.name.startswith(name):
                return
            passed.append(focus.name)
        raise AssertionError(f"“{name}” is not within {within} steps: {passed}")

    def is_at(self, name: str) -> None:
        """The focus is, or in a moment will be, on what has that name, or a name that begins with it."""
        for _moment in range(100):
            focus = self.focus
            if focus.name.startswith(name) and focus.is_seen:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"“{name}” has not the focus; it is on {focus}")

    def is_in(self, field: str) -> None:
        """The focus is, or in a moment will be, in the field of that name."""
        for _moment in range(100):
            focus = self.focus
            if focus.field == field and focus.is_seen:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"The focus is not in {field}, but on {focus}")

    def go(self, key: str, to: str | re.Pattern[str]) -> None:
        """Press what leads to another page, whose address matches."""
        with self.page.expect_navigation(url=to):
            self.press(key)


@contextmanager
def at_the_desk(browser: Browser, base: str, author: User) -> Iterator[Keyboard]:
    """Her studio, opened; no script of any page fails."""
    person = Person(browser, base, author, scripts=True)
    errors: list[str] = []
    person.page.on("pageerror", lambda error: errors.append(str(error)))
    person.open("/studio/")
    yield Keyboard(person.page)
    person.context.close()
    assert errors == []


def begin(hands: Keyboard, key: str, kind: str, title: str, summary: str) -> None:
    """From the desk to the first field of the material of a new piece."""
    hands.go("n", "**/studio/new/")
    hands.go(key, f"**/studio/new/{kind}/")
    hands.is_in("title")
    hands.page.wait_for_selector("[data-editor][data-ready]")
    hands.type(title)
    hands.press("Enter")
    hands.is_in("summary")
    hands.type(summary)
    hands.press("Alt+PageDown")


def says(hands: Keyboard, words: str) -> None:
    expect(hands.page.locator("[data-says]")).to_contain_text(words)


def choose_type(hands: Keyboard, row: int, letters: str) -> None:
    """Of a new question, from its first field: the list of types stands right before it."""
    hands.tab_to("Type", within=1, key="Shift+Tab")
    hands.type(letters)
    hands.press("Enter")
    hands.is_in(f"item-{row}-stem")
    says(hands, "Below are the fields of the type that you chose.")


def save(hands: Keyboard) -> Content:
    hands.go("Control+s", PIECE)
    return Content.objects.get()


def mend(hands: Keyboard, finding: str, field: str) -> None:
    """From the page of the piece to the very field that a check names."""
    hands.tab_to("Skip to the content", within=1)
    hands.press("Enter")
    hands.tab_to(finding, within=10)
    hands.go("Enter", EDITOR)
    hands.page.wait_for_selector("[data-editor][data-ready]")
    hands.is_in(field)


def save_as(hands: Keyboard, summary: str) -> None:
    hands.press("Alt+End")
    hands.is_in("change_summary")
    hands.type(summary)
    hands.press("Enter")
    hands.is_at("Save")
    hands.go("Enter", PIECE)
    expect(hands.page.locator("main")).to_contain_text("Saved as version")


def submit(hands: Keyboard, content: Content) -> None:
    hands.go("s", "**/submit/")
    hands.tab_to("Skip to the content", within=1)
    hands.press("Enter")
    hands.tab_to("Note to the reviewer", within=6)
    hands.type(NOTE)
    hands.tab_to(f"Submit version {newest(content).number}", within=1)
    hands.go("Enter", PIECE)
    expect(hands.page.locator("main")).to_contain_text("waits for a reviewer now")
    content.refresh_from_db()
    assert content.status == Content.Status.PENDING
    assert ReviewRequest.objects.get().note == NOTE
    assert ReviewRequest.objects.get().version == newest(content)
    assert not Draft.objects.exists()
