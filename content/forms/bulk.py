"""What to do with many pieces at once, and with which."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.actions.archiving import archive_content, restore_content
from content.actions.placing import change_level, change_topic
from content.actions.submitting import submit_content
from content.actions.tags import add_tags, remove_tags
from content.forms.details import TagsField
from content.forms.select import TopicField
from content.models import Content, Level, Topic
from content.text import clean_input

Action = Callable[[Content], object]


class Operation(models.TextChoices):
    ADD_TAGS = "add-tags", _("Add tags")
    REMOVE_TAGS = "remove-tags", _("Remove tags")
    SET_TOPIC = "set-topic", _("Set the topic")
    SET_LEVEL = "set-level", _("Set the audience")
    SUBMIT = "submit", _("Submit for review")
    ARCHIVE = "archive", _("Archive")
    RESTORE = "restore", _("Restore from the archive")


class BulkForm(forms.Form):
    """What one operation needs to know; `.action(user)` once it is valid. Subclasses are one operation each."""

    explanation: ClassVar[Any] = ""

    def action(self, by: User) -> Action:
        raise NotImplementedError


class AddTagsForm(BulkForm):
    explanation = _("They are added to the tags each piece has.")
    tags = TagsField(label=_("Tags"), help_text=_("Separate them with commas: cells, energy."))

    def action(self, by: User) -> Action:
        return lambda content: add_tags(content=content, names=self.cleaned_data["tags"], by=by)


class RemoveTagsForm(BulkForm):
    explanation = _("They are taken from the pieces that have them.")
    tags = TagsField(label=_("Tags"), help_text=_("Separate them with commas: cells, energy."))

    def action(self, by: User) -> Action:
        return lambda content: remove_tags(content=content, names=self.cleaned_data["tags"], by=by)


class TopicForm(BulkForm):
    explanation = _("It takes the place of the topic each piece has.")
    topic = TopicField(
        label=_("Topic"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=_("Choose a topic"),
        error_messages={"invalid_choice": _("This topic is gone: it was merged or deleted. Choose another.")},
    )
    no_topic = forms.BooleanField(label=_("Take the topic away instead"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "topic" in cleaned and bool(cleaned["topic"]) == bool(cleaned.get("no_topic")):
            self.add_error("topic", _("Choose a topic, or say that it is to be taken away."))
        return cleaned

    def action(self, by: User) -> Action:
        return lambda content: change_topic(content=content, topic=self.cleaned_data["topic"], by=by)


class LevelForm(BulkForm):
    explanation = _("It takes the place of the audience each piece has.")
    level = forms.ChoiceField(label=_("Audience"), choices=Level.choices)

    def action(self, by: User) -> Action:
        return lambda content: change_level(content=content, level=Level(self.cleaned_data["level"]), by=by)


class SubmitManyForm(BulkForm):
    explanation = _("Each is checked first; what has to be mended before review stays a draft, and you read why.")
    note = forms.CharField(
        label=_("Note to the reviewer"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def clean_note(self) -> str:
        return clean_input(self.cleaned_data["note"])

    def action(self, by: User) -> Action:
        return lambda content: submit_content(content=content, by=by, note=self.cleaned_data["note"])


class ArchiveForm(BulkForm):
    explanation = _("They are put away; what is published leaves the library until you restore it.")

    def action(self, by: User) -> Action:
        return lambda content: archive_content(content=content, by=by)


class RestoreForm(BulkForm):
    explanation = _("Each gets back the state it had; what was published is in the library again.")

    def action(self, by: User) -> Action:
        return lambda content: restore_content(content=content, by=by)


FORMS: dict[str, type[BulkForm]] = {
    Operation.ADD_TAGS: AddTagsForm,
    Operation.REMOVE_TAGS: RemoveTagsForm,
    Operation.SET_TOPIC: TopicForm,
    Operation.SET_LEVEL: LevelForm,
    Operation.SUBMIT: SubmitManyForm,
    Operation.ARCHIVE: ArchiveForm,
    Operation.RESTORE: RestoreForm,
}
