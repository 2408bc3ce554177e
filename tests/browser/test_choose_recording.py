"""An author chooses the recording of a podcast among her media, and hears it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from content.actions.media import keep_media
from content.kinds.podcast import PodcastFrame
from tests.browser.people import Person
from tests.cast import Cast
from tests.content.media_help import wav
from tests.content.studio_help import newest
from tests.factories import make_podcast


def test_one_press_puts_it_into_its_field(
    browser: Browser, live_server: Any, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    rain = keep_media(file=wav(), by=cast.teacher, words="Rain")
    podcast = make_podcast(cast.teacher)
    author = Person(browser, live_server.url, cast.teacher, scripts=True)
    author.open(f"/studio/{podcast.pk}/edit/")
    author.page.get_by_role("link", name="Choose the recording").click()
    author.page.get_by_role("dialog").get_by_role("button", name="Insert").click()
    field = author.page.locator("[name=frame-audio]")
    expect(field).to_have_value(rain.markdown)
    author.press("Save")
    author.open(f"/studio/{podcast.pk}/edit/")
    expect(field).to_have_value(str(rain.address))
    expect(author.page.locator("main audio.recording").first).to_be_visible()
    frame = newest(podcast).parsed_frame
    assert isinstance(frame, PodcastFrame)
    assert frame.recording == rain.address
    author.context.close()
