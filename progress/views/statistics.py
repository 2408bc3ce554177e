"""What the answers of students say of the questions of a quiz, for its authors."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from content.models import Content, ContentVersion, ReviewPolicy
from content.presentation import present_item
from content.questions import get_question_type
from progress.authors import get_quiz_for_author
from progress.difficulty.saying import say_difficulties
from progress.item_pages import both_figures, figure_lines, figures_together, find_wording, list_figures, questions_of
from progress.item_pages import wordings_of as find_wordings

QUESTIONS = 25  # on a page
ALL, NEWEST = "all", "newest"  # values of the parameters `answers` and `version`


@login_required
@require_safe
def list_statistics(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The questions that students see, or of the newest version, with what first answers to them came to, or all."""
    content = get_quiz_for_author(request.user, content_id)
    version, is_first = _version(content, request), request.GET.get("answers") != ALL
    page = paginate(questions_of(version), order=("position", "id"), token=request.GET.get(PARAMETER), size=QUESTIONS)
    policy = ReviewPolicy.current()
    figures = list_figures(page.rows, is_first=is_first, policy=policy)
    difficulties = say_difficulties(content, [row.item_version_id for row in page.rows])
    context = {
        "content": content,
        "version": version,
        "policy": policy,
        "is_first": is_first,
        "page": page,
        "rows": list(zip(figures, difficulties.values(), strict=True)),
        "tabs": _version_tabs(content, version, is_first=is_first),
        "switch": _switch(is_newest=request.GET.get("version") == NEWEST, is_first=is_first),
        **page.links(request),
    }
    return render(request, "progress/statistics/list.html", context)


def _version(content: Content, request: HttpRequest) -> ContentVersion:
    published, newest = content.published_version, content.latest_version
    assert newest is not None, "a piece is created with its first version"
    return newest if published is None or request.GET.get("version") == NEWEST else published


def _version_tabs(content: Content, version: ContentVersion, *, is_first: bool) -> list[dict[str, object]]:
    """None where students see the newest version, or nothing."""
    published, newest = content.published_version, content.latest_version
    if published is None or newest is None or published == newest:
        return []
    names = [
        (published, _("What students see (version %(number)d)"), False),
        (newest, _("The newest version (%(number)d)"), True),
    ]
    return [
        {
            "label": name % {"number": each.number},
            "url": _address(is_newest=is_newest, is_first=is_first),
            "is_current": each == version,
        }
        for each, name, is_newest in names
    ]


def _switch(*, is_newest: bool, is_first: bool) -> list[dict[str, object]]:
    """First answers, or all."""
    return [
        {
            "label": label,
            "url": _address(is_newest=is_newest, is_first=which),
            "is_current": which == is_first,
        }
        for label, which in ((_("First answers"), True), (_("All answers"), False))
    ]


def _address(*, is_newest: bool, is_first: bool) -> str:
    parts = [*(["version=newest"] if is_newest else []), *([] if is_first else ["answers=all"])]
    return "?" + "&".join(parts) if parts else "?"


@login_required
@require_safe
def show_statistics(request: SignedInRequest, content_id: UUID, item_id: UUID) -> HttpResponse:
    """One question: all figures with what they mean, who chose what, and how its earlier wordings fared."""
    content = get_quiz_for_author(request.user, content_id)
    entry = find_wording(content, item_id)
    figures = both_figures(entry, ReviewPolicy.current())
    wordings, item = find_wordings(entry), present_item(entry)
    context = {
        "content": content,
        "entry": entry,
        "item": item,
        "right": get_question_type(item.type).correct_text(item.data),
        "figures": figures[True] if figures[True].row else figures[False],
        "first": figures[True],
        "every": figures[False],
        "lines": figure_lines(figures),
        "wordings": wordings,
        "difficulty": say_difficulties(content, [entry.pk])[entry.pk],
        "together": figures_together(wordings),
    }
    return render(request, "progress/statistics/item.html", context)
