"""The tabs of the desk: one for each state that has something in it, with how much matches the filters there."""

from typing import Any

from django.utils.translation import gettext as _

from content.desk import Counts
from content.forms.studio import StudioFilterForm
from content.models import Content

Status = Content.Status


def tabs_for(filters: StudioFilterForm, counts: Counts) -> list[dict[str, Any]]:
    """As includes/tabs.html wants them. An empty state has no tab, unless it is the one that is looked at."""
    state, whose = filters.wanted.get("state", ""), filters.wanted.get("whose", "")
    tabs = [_tab(filters, _("All"), counts.total, is_current=not state and whose != "shared")]
    for value in Status:
        count, is_current = counts.by_state[value], state == value
        if count or is_current:
            tabs.append(_tab(filters, value.label, count, is_current=is_current, state=value))
    if counts.shared or whose == "shared":
        is_current = whose == "shared" and not state
        tabs.append(_tab(filters, _("Shared with me"), counts.shared, is_current=is_current, whose="shared"))
    return tabs


def matching(filters: StudioFilterForm, counts: Counts) -> int | None:
    """How many pieces all the filters together leave; None where that would have to be counted anew."""
    state, whose = filters.wanted.get("state", ""), filters.wanted.get("whose", "")
    if whose:
        return None if state else counts.shared if whose == "shared" else counts.total - counts.shared
    return counts.by_state[state] if state else counts.total


def _tab(filters: StudioFilterForm, label: Any, count: int, *, is_current: bool, **chosen: str) -> dict[str, Any]:
    """A tab keeps every filter but what other tabs choose."""
    query = filters.query_with(**{"state": "", "whose": "", **chosen})
    return {"label": label, "url": f"?{query}", "is_current": is_current, "count": count}
