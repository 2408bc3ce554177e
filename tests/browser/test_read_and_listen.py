"""Reading and listening in a browser: she goes on where she left, makes cards of terms, hears a recording by its
chapters, and only the time that she was there counts."""

import math
import struct
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Browser, Page, expect

from content.actions.drafting import save_version
from content.actions.media import keep_media
from content.documents import Document, load_document
from content.kinds.podcast import PodcastFrame
from content.models import Content
from progress.models import AddedCard, ItemRead, ReadingPlace, StudyTime
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.factories import item, make_content, publish
from tests.progress.study import entries_of, progress_of

LONG = "\n\n".join(f"Paragraph {n}: " + "words to read on and on, " * 30 for n in range(6))
GLOSSARY = "Words.\n\nAcid\n: Gives protons.\n\nBase\n: Takes them."
SECONDS = 40


@pytest.fixture
def student(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    student = Person(browser, live_server.url, cast.student, scripts=True)
    yield student
    student.page.goto("about:blank")
    student.page.wait_for_timeout(500)  # what the page says when it is left arrives while the database is there
    student.context.close()


@pytest.fixture
def guide(cast: Cast) -> Content:
    sections = [item("section", heading=f"Part {n}", body=LONG) for n in range(1, 6)]
    sections.append(item("section", heading="Words", body=GLOSSARY))
    return publish(make_content(cast.teacher, "study_guide", "Long guide", tuple(sections)), cast.reviewer)


@pytest.fixture
def podcast(cast: Cast, settings: Any, tmp_path: Path) -> Content:
    settings.MEDIA_ROOT = tmp_path
    sound = keep_media(file=SimpleUploadedFile("tone.wav", tone(SECONDS)), by=cast.teacher, words="A tone")
    segments = (
        item("segment", speaker="Ana", text="Welcome. " * 30, chapter="Leaves", start=0),
        item("segment", speaker="Ben", text="And more. " * 30, start=2),
        item("segment", speaker="Ana", text="Roots. " * 60, chapter="Roots", start=4),
        item("segment", speaker="Ben", text="Deep. " * 60, start=20),
    )
    content = make_content(cast.teacher, "podcast", "Talking plants", segments)
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    recorded = Document(
        document.title, document.kind, document.summary, PodcastFrame(audio=str(sound.address)), document.items
    )
    save_version(content=content, document=recorded, by=cast.teacher, base_number=1)
    content.refresh_from_db()
    return publish(content, cast.reviewer)


def tone(seconds: int, rate: int = 8000) -> bytes:
    """A quiet tone as a WAV file."""
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        period = [round(1000 * math.sin(2 * math.pi * 400 * n / rate)) for n in range(rate // 100)]
        file.writeframes(struct.pack(f"<{len(period)}h", *period) * (100 * seconds))
    return written.getvalue()


def hide(page: Page, *, is_hidden: bool) -> None:
    """As if another tab were opened in front of it, or closed again."""
    state = "hidden" if is_hidden else "visible"
    page.evaluate(
        """state => {
            Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


def position(page: Page) -> float:
    found: float = page.evaluate("document.querySelector('audio').currentTime")
    return found


def wait_until(page: Page, condition: Any) -> None:
    """Wait for what the server writes."""
    for _try in range(50):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it was not written within five seconds")


def test_she_goes_on_where_she_left(student: Person, guide: Content, cast: Cast) -> None:
    page, fourth = student.page, entries_of(guide)[3].item_id
    student.open(f"/study/{guide.pk}/")
    student.does_not_read("Go on where you left")
    page.locator("#part-4").scroll_into_view_if_needed()
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(300)
    student.open("/study/")  # she leaves
    wait_until(page, lambda: ReadingPlace.objects.filter(item=fourth).exists())
    student.open("/study/")
    student.follow("Long guide")
    page.wait_for_function("scrollY > 500")
    expect(page.locator("#part-4")).to_be_in_viewport()
    # Who opens it at the top is not moved there; one press goes on.
    student.open(f"/study/{guide.pk}/")
    page.wait_for_timeout(3000)
    assert ReadingPlace.objects.get().item_id == fourth
    page.get_by_role("link", name="Go on where you left: Part 4").click()
    expect(page.locator("#part-4")).to_be_in_viewport()


def test_cards_of_terms_with_one_click(student: Person, guide: Content, cast: Cast) -> None:
    student.open(f"/study/{guide.pk}/")
    student.press("Make cards of all 2")
    expect(student.page.locator(".terms__state")).to_have_count(2)
    assert AddedCard.objects.filter(student=cast.student).count() == 2
    student.press("Take it out again")
    expect(student.page.locator(".terms__state")).to_have_count(1)
    assert AddedCard.objects.filter(student=cast.student).count() == 1


def test_only_the_time_that_she_was_there_counts(student: Person, guide: Content, cast: Cast) -> None:
    page = student.page
    student.open(f"/study/{guide.pk}/")
    page.wait_for_load_state("networkidle")
    page.mouse.move(200, 200)
    page.wait_for_timeout(2500)
    with page.expect_response("**/time/"):
        hide(page, is_hidden=True)
    wait_until(page, StudyTime.objects.exists)
    read = StudyTime.objects.get().seconds
    assert 2 <= read <= 6
    page.wait_for_timeout(4000)  # another tab is in front
    hide(page, is_hidden=False)
    page.mouse.move(250, 250)
    page.wait_for_timeout(1500)
    student.press("Mark as read")
    total = progress_of(cast.student, guide).time_spent
    assert read + 1 <= total <= read + 3


def test_she_listens_by_chapters_and_speed(student: Person, podcast: Content, cast: Cast) -> None:
    page = student.page
    student.open(f"/study/{podcast.pk}/")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".transcript__segment[aria-current]")).to_contain_text("Welcome.")
    page.get_by_label("Speed").select_option("2")
    # Heard to its end, the first chapter is read.
    expect(page.locator("#part-1 .book__mark")).to_contain_text("Read", timeout=10_000)
    expect(page.locator("#part-1 .book__mark button")).to_have_count(0)
    assert ItemRead.objects.filter(student=cast.student).count() == 2
    expect(page.locator(".transcript__segment[aria-current]")).to_contain_text("Roots.")
    page.locator("summary", has_text="Chapters").click()
    page.get_by_role("button", name="0:00 Leaves").click()
    assert position(page) < 2
    page.get_by_role("button", name="Play from 0:20").click()
    assert 20 <= position(page) < 24
    page.get_by_role("button", name="Pause").click()
    page.locator("h1").click()
    before = position(page)
    page.keyboard.press("j")
    assert position(page) == pytest.approx(before - 15)
    page.keyboard.press("l")
    assert position(page) == pytest.approx(before + 15)
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    here = int(position(page))
    wait_until(page, lambda: ReadingPlace.objects.filter(second=here).exists())
    # Next time it goes on there, as fast as she likes it.
    student.open(f"/study/{podcast.pk}/")
    expect(page.get_by_label("Speed")).to_have_value("2")
    page.wait_for_function("document.querySelector('audio').currentTime > 0")
    assert int(position(page)) == here
    assert page.evaluate("document.querySelector('audio').playbackRate") == 2
    student.reads("Go on where you left: Roots")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(student: Person, guide: Content, podcast: Content, width: int) -> None:
    page = student.page
    page.set_viewport_size({"width": width, "height": 700})
    for piece in (guide, podcast):
        student.open(f"/study/{piece.pk}/")
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options=RULES)
        assert [violation["id"] for violation in found.response["violations"]] == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_without_a_script_the_browser_plays_it(
    browser: Browser, live_server: Any, podcast: Content, cast: Cast
) -> None:
    student = Person(browser, live_server.url, cast.student)
    student.open(f"/study/{podcast.pk}/")
    expect(student.page.locator("audio[controls]")).to_be_visible()
    expect(student.page.locator("[data-player-bar]")).to_be_hidden()
    student.press("Mark as read")
    student.reads("Go on where you left: Roots")
    student.context.close()
