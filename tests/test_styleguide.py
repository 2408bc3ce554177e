"""The design system: every part renders, every icon exists, and the colours can be read in both schemes."""

import math
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path

from factoria.styleguide import icon_names, styleguide
from factoria.templatetags.factoria_ui import STATES
from factoria.theme import set_theme

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"

urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("theme/", set_theme, name="theme"),
    path("accounts/", include("allauth.urls")),
    path("", include("operations.urls")),
]
pytestmark = pytest.mark.urls(__name__)


def render(source: str, **context: object) -> str:
    return Template("{% load factoria_ui %}" + source).render(Context(context))


# The live page


@pytest.mark.django_db
def test_styleguide_shows_every_part(client: Client) -> None:
    page = client.get("/styleguide/").content.decode()
    assert client.get("/styleguide/").status_code == 200
    for part in (
        "button--primary",
        "error-summary",
        "table--cards",
        "flashcard",
        "transcript",
        "diff",
        "pager",
        "empty",
        "prose",
        "item-row",
        "autosave",
        "presence",
        "live-preview",
        "offer",
        "review-item--folded",
        "review-side",
        "review-evidence",
        "thread--answered",
        "record__step",
        "notice--unread",
    ):
        assert f'"{part}' in page or f" {part}" in page, part
    for state in STATES.values():
        assert str(state.label) in page


@pytest.mark.parametrize(
    ("parts", "is_lined"),
    [
        ([("same", "Colours:\n\n| a | "), ("added", "b"), ("same", " |")], True),
        ([("same", "a | b")], False),
        ([], False),
    ],
)
def test_a_table_that_is_compared_keeps_its_columns(parts: list[tuple[str, str]], is_lined: bool) -> None:
    assert ('class="diff lined"' in render_to_string("includes/diff.html", {"parts": parts})) is is_lined


@pytest.mark.django_db
def test_styleguide_form_posted_empty_says_what_is_missing(client: Client) -> None:
    page = client.post("/styleguide/", {}).content.decode()
    assert 'href="#id_title"' in page
    assert 'aria-invalid="true"' in page


# Icons


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    asked = set()
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text()
        asked |= set(re.findall(r'{% icon "([a-z-]+)"', text)) | set(re.findall(r"icons\.svg' %}#([a-z-]+)", text))
    asked |= {state.icon for state in STATES.values()}
    assert asked
    assert asked <= set(icon_names())


def test_icon_without_label_is_hidden_and_with_label_is_spoken() -> None:
    assert 'aria-hidden="true"' in render('{% icon "check" %}')
    labelled = render("{% icon 'check' label %}", label='<Approved "now">')
    assert 'role="img"' in labelled
    assert "&lt;Approved" in labelled


# Tags


def test_state_badge_says_word_and_shape() -> None:
    badge = render('{% state_badge "changes_requested" %}')
    assert "Changes requested" in badge
    assert "#arrow-back" in badge


def test_state_badge_of_an_unknown_state_shows_its_words() -> None:
    assert "On loan" in render('{% state_badge "on_loan" %}')


def test_progress_says_of_how_many() -> None:
    counted = " ".join(render('{% progress 12 20 "approved" %}').split())
    assert "12 of 20 approved" in counted
    assert '<progress max="20" value="12"' in counted
    assert "60%" in render("{% progress 60 %}")


def test_progress_of_nothing_has_a_valid_bar() -> None:
    assert 'max="1"' in render("{% progress 0 0 %}")


def test_meter_not_measured_has_no_figure() -> None:
    assert "<meter" not in render('{% meter None "Quality" %}')


def test_stars_round_to_halves() -> None:
    shapes = render("{% stars 3.6 2 %}")
    assert shapes.count("#star-full") == 3
    assert shapes.count("#star-half") == 1
    assert "2 ratings" in shapes


def test_breadcrumb_links_ancestors_and_marks_this_page() -> None:
    crumbs = render('{% breadcrumb "Studio" "/studio/" "Cells" %}')
    assert '<a href="/studio/">Studio</a>' in crumbs
    assert '<span aria-current="page">Cells</span>' in crumbs


class SampleForm(forms.Form):
    title = forms.CharField(help_text="Short.")
    kind = forms.ChoiceField(choices=[("a", "Guide"), ("b", "Quiz")], widget=forms.RadioSelect, help_text="For good.")
    note = forms.CharField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_wires_help_and_error_to_the_control() -> None:
    shown = render("{% field form.title %}", form=SampleForm({}))
    assert 'aria-describedby="id_title_help id_title_error"' in shown
    assert 'id="id_title_help"' in shown
    assert 'id="id_title_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_field_of_choices_is_a_described_group() -> None:
    shown = render("{% field form.kind variant='cards' %}", form=SampleForm({}))
    assert shown.count("<fieldset") == 1
    assert 'aria-describedby="id_kind_help id_kind_error"' in shown
    assert shown.count("check--card") == 2


def test_field_marks_optional_and_passes_attributes() -> None:
    shown = render("{% field form.note data_search=True rows=3 label='Remark' %}", form=SampleForm())
    assert "(optional)" in shown
    assert "data-search" in shown
    assert 'rows="3"' in shown
    assert "Remark" in shown


def test_error_summary_links_every_failed_field() -> None:
    shown = render("{% error_summary form %}", form=SampleForm({}))
    assert 'href="#id_title"' in shown
    assert 'href="#id_kind_group"' in shown
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


# Theme


def test_theme_is_kept_and_forgotten(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "/styleguide/"})
    assert answer["Location"] == "/styleguide/"
    assert answer.cookies["theme"].value == "dark"
    assert client.post("/theme/", {"theme": "system"}).cookies["theme"].value == ""


def test_theme_never_leads_elsewhere(client: Client) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})["Location"] == "/"


def test_theme_refuses_get(client: Client) -> None:
    assert client.get("/theme/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(("cookie", "shown"), [("dark", True), ('"><script>', False)])
def test_theme_of_the_cookie_is_on_the_page(client: Client, cookie: str, shown: bool) -> None:
    client.cookies["theme"] = cookie
    page = client.get("/styleguide/").content.decode()
    assert ("data-theme=" in page.split("<head>")[0]) is shown


# Pages that must come up when nothing else does


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_bare_error_pages_need_no_request_and_no_database(name: str) -> None:
    page = render_to_string(name)
    assert "<h1>" in page
    assert "core.css" in page


def test_503_after_a_post_says_that_nothing_was_saved() -> None:
    assert "not confirmed as saved" in render_to_string("503.html", {"was_post": True})
    assert "not confirmed as saved" not in render_to_string("503.html")


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "409.html", "429.html"])
def test_error_pages_say_what_to_do_next(name: str) -> None:
    page = render_to_string(name, request=RequestFactory().get("/nowhere/"))
    assert 'class="button button--primary"' in page


def test_403_repeats_the_reason_given() -> None:
    page = render_to_string("403.html", {"exception": "Only reviewers decide."}, RequestFactory().get("/"))
    assert "Only reviewers decide." in page


@pytest.mark.django_db
def test_log_in_page_asks_in_our_words(client: Client) -> None:
    answer: HttpResponse = client.get("/accounts/login/")  # type: ignore[assignment]
    page = answer.content.decode()
    assert "Email or username" in page
    assert "Sign In" not in page


# What the strict policy on content and the budget of a page ask for


def test_no_template_has_inline_style_or_handlers() -> None:
    for template in TEMPLATES.rglob("*.html"):
        if "emails" in template.parts:
            continue  # mail programs know nothing else
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", template.read_text()), template


def test_stylesheets_use_logical_properties() -> None:
    physical = re.compile(
        r"[\s{;](?:margin|padding|border)-(?:left|right|top|bottom)\b|[\s{;](?:left|right|width|height):"
    )
    for sheet in (STATIC / "css").glob("*.css"):
        assert not physical.search(sheet.read_text()), sheet


# Contrast, computed from the tokens themselves


def linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH → linear sRGB, clipped (Ottosson, "A perceptual color space for image processing", 2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    return red, green, blue


def luminance(colour: str) -> float:
    lightness, chroma, hue = re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", colour).groups()  # type: ignore[union-attr]
    red, green, blue = linear_rgb(float(lightness) / 100, float(chroma), float(hue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def read_tokens(sheet: Path) -> dict[str, tuple[float, float]]:
    """Each colour token with its luminance in light and in dark."""
    pairs = re.findall(r"--([a-z-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)", sheet.read_text())
    return {name: (luminance(light), luminance(dark)) for name, light, dark in pairs}


TOKENS = read_tokens(STATIC / "css" / "core.css")
PAPERS = ("paper", "surface", "sunken")
PAIRS = [
    *(("ink", paper, 7.0) for paper in PAPERS),
    *((ink, paper, 4.5) for paper in PAPERS for ink in ("ink-soft", "accent", "accent-strong", "good", "warn", "bad")),
    *((tone, f"{tone}-wash", 4.5) for tone in ("accent", "good", "warn", "bad")),
    *(
        (ink, f"{tone}-wash", 4.5)
        for tone in ("accent", "good", "warn", "bad")
        for ink in ("ink", "ink-soft", "accent")
    ),
    ("accent-strong", "accent-wash", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("on-bad", "bad", 4.5),
    *((frame, paper, 3.0) for paper in PAPERS for frame in ("rule-strong", "gold")),
]


@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_have_enough_contrast_in_both_schemes(front: str, back: str, least: float) -> None:
    for first, second in zip(TOKENS[front], TOKENS[back], strict=True):
        lighter, darker = max(first, second), min(first, second)
        assert (lighter + 0.05) / (darker + 0.05) >= least
