"""Topics and tags as staff keep them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.refusals import Refusal
from content.actions.tags import check_name
from content.actions.topics import check_place
from content.forms.select import TopicField
from content.models import Tag, Topic


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    class Meta:
        model = Topic
        fields = ["name", "parent"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "name" in cleaned and "parent" in cleaned:
            try:
                check_place(
                    name=cleaned["name"],
                    parent=cleaned["parent"],
                    topic=Topic.objects.filter(pk=self.instance.pk).first(),
                )
            except Refusal as refusal:
                raise ValidationError(refusal.message) from refusal
        return cleaned


class MergeTopicForm(forms.Form):
    """Where a topic goes: anywhere but to itself and below itself."""

    into = TopicField(
        label=gettext_lazy("Merge it into"), queryset=Topic.objects.all(), empty_label=gettext_lazy("Choose a topic")
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = Topic.objects.exclude(pk=topic.pk).exclude(path__startswith=f"{topic.path} / ")


class TagForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Tag
        fields = ["name"]

    def clean_name(self) -> str:
        try:
            name = check_name(self.cleaned_data["name"])
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal
        same = Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first()
        if same and self.instance.name:
            raise ValidationError(self._merge_instead(same))
        if same:
            raise ValidationError(_("There is a tag of this name already. Choose another."))
        return name

    def _merge_instead(self, same: Tag) -> str:
        """What there is already, and the way to make the two one."""
        address = reverse("admin:content_tag_merge")
        count = same.contents.count()
        use = ngettext("%(count)d piece of material has it", "%(count)d pieces of material have it", count)
        return format_html(
            '{} <a href="{}?tag={}&amp;tag={}&amp;into={}">{}</a>',
            _("There is a tag “%(name)s” already; %(use)s. To make the two one, merge them:")
            % {"name": same.name, "use": use % {"count": count}},
            address,
            self.instance.pk,
            same.pk,
            same.pk,
            _("merge this tag into that one"),
        )


class MergeTagsForm(forms.Form):
    """Which of several tags stays."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("The tag that stays"),
        queryset=Tag.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the tag that stays.")},
    )

    def __init__(self, *args: Any, tags: QuerySet[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = tags
