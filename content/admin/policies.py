"""How review is done here, as staff set it: the policy, where a second step is asked for, the automated checks."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from content.models import CheckSetting, ReviewPolicy, ReviewRule


@admin.register(ReviewPolicy)
class ReviewPolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """There is one row: made when somebody first wants to change it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReviewRule)
class ReviewRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "topic", "level", "scheme", "first_group", "second_group", "is_active"]
    list_select_related = ["topic", "first_group", "second_group"]


@admin.register(CheckSetting)
class CheckSettingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "is_enabled", "is_blocking", "threshold", "weight"]
