"""How near a piece is to the day by which its author wants it ready."""

from django import template
from django.utils import timezone

from content.desk import UNFINISHED
from content.models import Content

register = template.Library()


@register.filter
def is_overdue(content: Content) -> bool:
    return bool(content.due_on and content.status in UNFINISHED and content.due_on < timezone.localdate())


@register.filter
def is_due_today(content: Content) -> bool:
    return bool(content.due_on == timezone.localdate() and content.status in UNFINISHED)
