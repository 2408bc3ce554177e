"""How review is done, as staff set it. Each error stands at the field that it is about."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from content.forms.select import TopicField
from content.models import Level, ReviewerGroup, ReviewPolicy, ReviewRule, Topic
from content.models.policies import LONGEST_CLAIM
from content.review.rules import all_reviewers

SHORTEST_CLAIM = 5  # minutes


class ReviewPolicyForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = ReviewPolicy
        fields = [
            "claim_minutes",
            "shortest_claim",
            "longest_claim",
            "days_to_review",
            "second_review_percent",
            "trivial_words",
        ]
        help_texts: ClassVar = {
            "claim_minutes": gettext_lazy(
                "So long nobody else takes what a reviewer holds. Reviewers may choose another length for theirs."
            ),
            "shortest_claim": gettext_lazy("The least that a reviewer may choose: 5 minutes or more."),
            "longest_claim": gettext_lazy("The most that a reviewer may choose: up to 10080, which is a week."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        shortest, usual, longest = (cleaned.get(name) for name in ("shortest_claim", "claim_minutes", "longest_claim"))
        if shortest is not None and shortest < SHORTEST_CLAIM:
            self.add_error("shortest_claim", _("Give a reviewer 5 minutes at least."))
        if longest is not None and longest > LONGEST_CLAIM:
            self.add_error("longest_claim", _("A claim lasts a week at most: 10080 minutes."))
        if usual is not None and shortest is not None and usual < shortest:
            self.add_error("claim_minutes", _("This is less than the shortest claim. Raise it, or lower that one."))
        elif usual is not None and longest is not None and usual > longest:
            self.add_error("claim_minutes", _("This is more than the longest claim. Lower it, or raise that one."))
        return cleaned


class ReviewRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    topic = TopicField(
        label=gettext_lazy("Topic, with all below it"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=gettext_lazy("Any topic"),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Audience"), required=False, choices=[("", gettext_lazy("Any audience")), *Level.choices]
    )

    class Meta:
        model = ReviewRule
        fields = ["name", "topic", "level", "scheme", "first_group", "second_group", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_group", "second_group"):
            if field := self.fields.get(name):
                assert isinstance(field, forms.ModelChoiceField)
                field.queryset, field.empty_label = ReviewerGroup.available(), _("Any reviewer")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("scheme") == ReviewRule.Scheme.EXPERT:
            if not cleaned.get("first_group") and "first_group" not in self.errors:
                self.add_error("first_group", _("Choose the group of the subject reviewers."))
            if not cleaned.get("second_group") and "second_group" not in self.errors:
                self.add_error("second_group", _("Choose the group of the editors."))
        return cleaned


class ReviewerChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Reviewers by name, and the username that tells two of a name apart."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, user: User) -> str:
        return f"{user.full_name} ({user.username})" if user.full_name else user.username


class ReviewerGroupForm(forms.ModelForm):  # type: ignore[type-arg]
    members = ReviewerChoice(
        label=gettext_lazy("Members"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("All reviewers are listed. Who loses that role takes no step any more."),
    )

    class Meta:
        model = ReviewerGroup
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = self.fields["members"]
        assert isinstance(members, forms.ModelMultipleChoiceField)
        members.queryset = all_reviewers().order_by("full_name", "username")
        if self.instance.pk:
            self.initial["members"] = list(self.instance.user_set.values_list("pk", flat=True))
