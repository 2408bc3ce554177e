"""Showing media: to members alone, as what it is, and as part of material."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture

from content.actions.submitting import NotReady, submit_content
from content.rendering import find_wordless_images, render
from content.text import TextFormat
from tests.cast import Cast
from tests.content.media_help import kept, moving, picture, wav
from tests.factories import choice, item, make_content

DIGEST = "ab" * 32


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def body(response: Any) -> bytes:
    return b"".join(response)


def test_an_image_is_shown_to_members_as_what_it_is(client: Client, cast: Cast) -> None:
    url = kept(cast.teacher).file.get_absolute_url()
    client.force_login(cast.student)
    shown = client.get(url, headers={"accept-encoding": "gzip"})
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert (shown["Content-Disposition"], shown["Content-Encoding"]) == ("inline", "identity")
    assert {"private", "immutable"} <= set(shown["Cache-Control"].split(", "))
    with Picture.open(BytesIO(body(shown))) as opened:
        assert opened.size == (40, 30)


@pytest.mark.parametrize(
    ("file", "media_type", "disposition"),
    [
        (wav("rain.wav"), "audio/wav", "inline"),
        (
            SimpleUploadedFile("a.pdf", b"%PDF-1.4 <script>x</script>"),
            "application/pdf",
            'attachment; filename="a.pdf"',
        ),
        (SimpleUploadedFile("a.html.txt", b"x <script>"), "text/plain; charset=utf-8", "attachment;"),
        (SimpleUploadedFile("hola ñ.csv", b"x;y"), "text/csv; charset=utf-8", "attachment; filename*=utf-8''hola%20"),
        (moving(2, (30, 20)), "image/gif", "inline"),
    ],
)
def test_what_is_no_image_and_no_sound_is_handed_out(
    file: SimpleUploadedFile, media_type: str, disposition: str, client: Client, cast: Cast
) -> None:
    client.force_login(cast.teacher)
    file.seek(0)
    shown = client.get(kept(cast.teacher, file).file.get_absolute_url())
    assert shown["Content-Type"] == media_type
    assert shown["Content-Disposition"].startswith(disposition)
    assert "sandbox" in shown["Content-Security-Policy"]


def test_html_behind_a_gif_stays_a_gif(client: Client, cast: Cast) -> None:
    animation = moving(2, (30, 20)).read() + b"<html><script>alert(1)</script>"
    client.force_login(cast.student)
    shown = client.get(kept(cast.teacher, SimpleUploadedFile("x.html", animation)).file.get_absolute_url())
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/gif", "nosniff")


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-3", 206, slice(0, 4), "bytes 0-3/1044"),
        ("bytes=1000-", 206, slice(1000, None), "bytes 1000-1043/1044"),
        ("bytes=-4", 206, slice(-4, None), "bytes 1040-1043/1044"),
        ("bytes=1040-9999", 206, slice(1040, None), "bytes 1040-1043/1044"),
        ("bytes=1044-", 416, slice(0, 0), "bytes */1044"),
        ("bytes=-0", 416, slice(0, 0), "bytes */1044"),
        ("bytes=5-2", 200, slice(None), None),
        ("bytes=0-1,4-5", 200, slice(None), None),
        ("lines=0-1", 200, slice(None), None),
    ],
)
def test_a_player_may_ask_for_a_part(
    asked: str, status: int, part: slice, said: str | None, client: Client, cast: Cast
) -> None:
    file = kept(cast.teacher, wav()).file
    whole = default_storage.open(file.name).read()
    client.force_login(cast.student)
    answer = client.get(file.get_absolute_url(), headers={"range": asked})
    assert (answer.status_code, answer.get("Content-Range")) == (status, said)
    content = body(answer)
    assert content == whole[part]
    assert int(answer["Content-Length"]) == len(content) or status == 416
    changed = client.get(file.get_absolute_url(), headers={"range": asked, "if-range": '"another"'})
    assert changed.status_code == 200


def test_thumbnails_or_the_image_itself(client: Client, cast: Cast) -> None:
    client.force_login(cast.student)
    large = kept(cast.teacher, picture(size=(1500, 900))).file
    small = client.get(large.thumbnail_url)
    assert small["Content-Type"] == "image/webp"
    with Picture.open(BytesIO(body(small))) as opened:
        assert opened.size == (240, 144)
    tiny = kept(cast.teacher).file
    assert client.get(tiny.thumbnail_url)["Content-Type"] == "image/png"


def test_nobody_without_a_role_and_nothing_that_is_not_there(client: Client, cast: Cast) -> None:
    url = kept(cast.teacher).file.get_absolute_url()
    assert client.get(url).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(url).status_code == 403
    client.force_login(cast.student)
    assert client.post(url).status_code == 405
    assert client.get(f"/media/{DIGEST}.png").status_code == 404
    assert client.get(url.replace(".png", ".pdf")).status_code == 404
    assert client.get("/media/../secret_key").status_code == 404
    default_storage.delete(f"images/{url.removeprefix('/media/')}")
    assert client.get(url).status_code == 404


def test_an_image_keeps_its_place_and_comes_in_two_sizes() -> None:
    html = render(f"![A leaf](/media/{DIGEST}.png?2000x1500)")
    assert f'src="/media/{DIGEST}.png" alt="A leaf" loading="lazy" decoding="async" width="2000" height="1500"' in html
    assert f'srcset="/media/{DIGEST}-middle.webp 960w, /media/{DIGEST}.png 2000w"' in html
    assert "srcset" not in render(f"![A leaf](/media/{DIGEST}.png?400x300)")
    assert 'alt="&quot;"' in render(f'![\\"](/media/{DIGEST}.png)')


def test_sound_is_played_and_a_document_is_handed_out() -> None:
    sound = render(f"![Rain <b>](/media/{DIGEST}.mp3?90000)")
    assert f'<audio controls preload="none" src="/media/{DIGEST}.mp3" aria-label="Rain &lt;b&gt;"></audio>' in sound
    assert "<b>" not in sound
    document = render(f"Take the [work *sheet*](/media/{DIGEST}.pdf?245760).")
    assert (
        f'<a href="/media/{DIGEST}.pdf" download>work <em>sheet</em></a> <small>(PDF, 240.0\xa0KB)</small>' in document
    )
    assert "<img" not in render(f"![sheet](/media/{DIGEST}.pdf)")
    foreign = '<p><a href="https://example.org/a.pdf" rel="noopener nofollow">x</a></p>\n'
    assert render("[x](https://example.org/a.pdf)") == foreign


def test_images_in_html_are_dressed_and_bring_nothing_along() -> None:
    html = render(
        f'<img src="/media/{DIGEST}.png?40x30" alt="a > b" width="20" onerror="x()" srcset="//evil.example/x 2x">',
        TextFormat.HTML,
    )
    assert f'<img src="/media/{DIGEST}.png" alt="a &gt; b" loading="lazy" decoding="async" width="20">' in html
    assert "evil" not in html


@pytest.mark.parametrize(
    ("text", "fmt", "count"),
    [
        (f"![](/media/{DIGEST}.png)", TextFormat.MARKDOWN, 1),
        (f"![ ](/media/{DIGEST}.mp3)", TextFormat.MARKDOWN, 1),
        (f"![](/media/{DIGEST}.png?40x30-decorative)", TextFormat.MARKDOWN, 0),
        (f"![A leaf](/media/{DIGEST}.png) and `![](x)`\n\n    ![](y)", TextFormat.MARKDOWN, 0),
        (f'Text <img src="/media/{DIGEST}.png" alt=""> more', TextFormat.MARKDOWN, 1),
        (f"<img src='/media/{DIGEST}.png'>", TextFormat.HTML, 1),
        (f'<img src="/media/{DIGEST}.png" alt="" role="presentation"><img alt="A > B" src="x">', TextFormat.HTML, 0),
        ("<IMG SRC=x.png ALT=leaf>", TextFormat.MOODLE, 0),
        ("![](x.png) <img src=x>", TextFormat.PLAIN, 0),
    ],
)
def test_images_without_words_are_found(text: str, fmt: TextFormat, count: int) -> None:
    assert len(list(find_wordless_images(text, fmt))) == count


def test_no_material_goes_to_review_with_an_image_that_has_no_words(cast: Cast) -> None:
    image = f"![](/media/{DIGEST}.png)"
    asked = {"type": "multiple_choice", "data": choice("Which?", "One", f"Two {image}").data.model_dump(mode="json")}
    guide = make_content(
        cast.teacher,
        "study_guide",
        "Leaves",
        (item("section", heading="One", body=f"Text {image}"), item("section", body="Text", question=asked)),
    )
    with pytest.raises(NotReady) as refused:
        submit_content(content=guide, by=cast.teacher)
    assert [(place, field) for place, field, _said in refused.value.findings] == [
        (0, "body"),
        (1, "question.options.1.text"),
    ]
    assert "“abababab….png” has no alternative text." in refused.value.findings[0][2]
