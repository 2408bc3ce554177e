"""The groups of reviewers, whose members take one of two steps."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from content.actions.grouping import save_reviewer_group
from content.forms.policies import ReviewerGroupForm
from content.models import ReviewerGroup, ReviewRule
from content.review.rules import missing_people


@admin.register(ReviewerGroup)
class ReviewerGroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = ReviewerGroupForm
    fields = ["name", "members"]
    list_display = ["name", "member_count"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewerGroup]:
        """Roles are not among them: those are for operators."""
        return ReviewerGroup.available().annotate(count=Count("user", distinct=True))

    @admin.display(description=gettext_lazy("members"))
    def member_count(self, group: ReviewerGroup) -> int:
        return int(group.count)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: ReviewerGroup, form: Any, change: bool) -> None:
        """Says so where nobody is left to take a step."""
        saved = save_reviewer_group(
            name=obj.name,
            members=form.cleaned_data["members"],
            by=cast(User, request.user),
            group=obj if change else None,
        )
        obj.pk = saved.pk
        rules = ReviewRule.objects.filter(is_active=True).select_related("first_group", "second_group")
        for sentence in missing_people(rules).values():
            messages.warning(request, sentence)

    def delete_model(self, request: HttpRequest, obj: ReviewerGroup) -> None:
        super().delete_model(request, obj)
        messages.info(request, _("What waits for this group is open to every reviewer now."))
