"""Media while writing: brought or chosen in a dialog, and put at the caret; without scripts a line to copy."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, FilePayload

from content.models import MediaUpload
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.content.media_help import kept, picture, wav
from tests.factories import make_guide


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def violations(person: Person) -> list[str]:
    return [found["id"] for found in Axe().run(person.page, options=RULES).response["violations"]]


def test_chosen_and_brought_media_go_to_the_caret(browser: Browser, live_server: Any, cast: Cast) -> None:
    rain = kept(cast.teacher, wav(), "Rain on leaves")
    guide = make_guide(cast.teacher)
    teacher = Person(browser, live_server.url, cast.teacher, scripts=True)
    page = teacher.page
    teacher.open(reverse("content:content-edit", args=[guide.pk]) + "?open=all&as=text")
    text = page.locator("textarea.material__text")
    text.fill("Before. After.")
    text.press("Home")
    for _letter in "Before. ":
        text.press("ArrowRight")
    page.get_by_role("link", name="Add media").click()
    dialog = page.get_by_role("dialog", name="Add media")
    dialog.get_by_role("button", name="Insert rain.wav").wait_for()
    assert violations(teacher) == []
    dialog.get_by_role("button", name="Insert rain.wav").click()
    assert text.input_value() == f"Before. {rain.markdown}After."

    page.get_by_role("link", name="Add media").click()
    leaf = picture()
    dialog.locator("input[type=file]").set_input_files(
        {"name": "leaf.png", "mimeType": "image/png", "buffer": leaf.read()}
    )
    dialog.get_by_role("button", name="Upload").click()
    words = dialog.get_by_label("Alternative text")
    dialog.get_by_role("button", name="Save the words").wait_for()
    assert violations(teacher) == []
    words.fill("An oak leaf")
    dialog.get_by_role("button", name="Save the words").click()
    dialog.wait_for(state="hidden")
    line = MediaUpload.objects.get(name="leaf.png").markdown
    assert text.input_value() == f"Before. {rain.markdown}{line}After."
    page.keyboard.press("Control+z")
    assert text.input_value() == f"Before. {rain.markdown}After."
    teacher.context.close()


def test_without_scripts_the_line_can_be_copied(browser: Browser, live_server: Any, cast: Cast) -> None:
    teacher = Person(browser, live_server.url, cast.teacher)
    teacher.open(reverse("content:media-add"))
    leaf = FilePayload(name="leaf.png", mimeType="image/png", buffer=picture().read())
    drawing = FilePayload(name="x.svg", mimeType="image/png", buffer=b"<svg/>")
    teacher.page.locator("input[type=file]").set_input_files([leaf, drawing])
    teacher.press("Upload")
    teacher.reads("x.svg: SVG, HTML and XML files may hold scripts")
    teacher.press("Go on with what is kept")
    teacher.fill("Alternative text", "A leaf")
    teacher.press("Save the words")
    line = teacher.page.get_by_label("Line for leaf.png").input_value()
    assert line == MediaUpload.objects.get().markdown
    teacher.context.close()
