"""The rules of a quiz, and its clock, in words."""

from django import template
from django.utils.functional import Promise

from content.kinds.quiz import COUNTS_IN_WORDS, RESULTS_IN_WORDS, Counts, Results

register = template.Library()


@register.filter
def counts_in_words(counts: Counts) -> str | Promise:
    """Which attempt counts: “the best”."""
    return COUNTS_IN_WORDS[counts]


@register.filter
def results_in_words(results: Results) -> str | Promise:
    """What a finished attempt shows: “answers and explanations”."""
    return RESULTS_IN_WORDS[results]


@register.filter
def clock(seconds: int) -> str:
    """A time that runs down: “4:05”, “1:04:05”."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
