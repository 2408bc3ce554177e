"""How review is done here, as staff set it: the policy, where a second step is asked for, the automated checks."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from content.checks import CHECKS, Check, find_check
from content.forms.policies import ReviewPolicyForm, ReviewRuleForm
from content.models import CheckSetting, ReviewPolicy, ReviewRule
from content.review.rules import describe_rule, missing_people


@admin.register(ReviewPolicy)
class ReviewPolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """There is one row, and no list of it: made when somebody first looks at it."""

    form = ReviewPolicyForm
    fieldsets = [
        (gettext_lazy("Claims"), {"fields": ["claim_minutes", "shortest_claim", "longest_claim"]}),
        (gettext_lazy("Time"), {"fields": ["days_to_review"]}),
        (gettext_lazy("Trust"), {"fields": ["second_review_percent", "trivial_words"]}),
        (
            gettext_lazy("Evidence"),
            {"fields": ["enough_answers", "least_discrimination", "lowest_facility", "highest_facility"]},
        ),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        policy, _is_new = ReviewPolicy.objects.get_or_create(pk=1)
        return redirect("admin:content_reviewpolicy_change", policy.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReviewRule)
class ReviewRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Where two approvals are needed. A rule holds for what is submitted from then on."""

    form = ReviewRuleForm
    list_display = ["name", "in_words", "is_active"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewRule]:
        return super().get_queryset(request).select_related("topic", "first_group", "second_group")

    @admin.display(description=gettext_lazy("what it does"))
    def in_words(self, rule: ReviewRule) -> str:
        return describe_rule(rule)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Says so where a rule in force leaves nobody to take a step."""
        if self.has_view_or_change_permission(request):
            _warn(request, self.get_queryset(request).filter(is_active=True))
        return super().changelist_view(request, extra_context)


def _warn(request: HttpRequest, rules: QuerySet[ReviewRule]) -> None:
    names = {rule.pk: rule.name for rule in rules}
    for key, sentence in missing_people(rules).items():
        messages.warning(request, f"{names[key]}: {sentence}")


@admin.register(CheckSetting)
class CheckSettingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Every check there is: made a row when somebody first looks at the list, so none is added or deleted by hand."""

    list_display = ["label", "description", "is_enabled", "is_blocking", "passes_from", "weight"]
    fieldsets = [
        (None, {"fields": ["label", "description", "scale"]}),
        (gettext_lazy("In the quality score"), {"fields": ["is_enabled", "weight"]}),
        (gettext_lazy("Before an approval"), {"fields": ["is_blocking", "threshold"]}),
    ]
    readonly_fields = ["label", "description", "scale"]
    sortable_by = ()
    actions = None

    @admin.display(description=gettext_lazy("check"))
    def label(self, setting: CheckSetting) -> str:
        return str(_check(setting).label)

    @admin.display(description=gettext_lazy("what it looks at"))
    def description(self, setting: CheckSetting) -> str:
        return str(_check(setting).description)

    @admin.display(description=gettext_lazy("passes from"))
    def passes_from(self, setting: CheckSetting) -> str:
        return f"{setting.threshold:.2f}"

    @admin.display(description=gettext_lazy("its metric"))
    def scale(self, setting: CheckSetting) -> str:
        check = _check(setting)
        return gettext("0: %(low)s. 1: %(high)s.") % {"low": check.low, "high": check.high}

    def get_queryset(self, request: HttpRequest) -> QuerySet[CheckSetting]:
        return CheckSetting.objects.filter(name__in=[check.name for check in CHECKS])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        rows = [CheckSetting(name=check.name, weight=check.weight) for check in CHECKS]
        CheckSetting.objects.bulk_create(rows, ignore_conflicts=True)
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _check(setting: CheckSetting) -> Check:
    """The check that the row is of. Rows of checks that an older release knew are not shown."""
    check = find_check(setting.name)
    assert check is not None, "the list holds known checks alone"
    return check
