"""Whether a student who was wrong learns why."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.alternatives import texts_of
from content.checks.base import Asked, Check, Found, Outcome, Subject, kept, share_of
from content.questions.cloze import ClozeData


class Explanations(Check):
    """A question is explained by its explanation, or by what it says to single answers."""

    name = "explanations"
    label = gettext_lazy("Explanations")
    description = gettext_lazy("Whether questions say why the right answer is right, or what is wrong with the others.")
    low = gettext_lazy("no question has an explanation")
    high = gettext_lazy("every question has one")
    advice = gettext_lazy("Write in a sentence or two why the answer is right.")

    def run(self, subject: Subject) -> Outcome:
        total = len(subject.questions)
        if not total:
            return Outcome(None, _("There is no question here to explain."))
        missing = [asked for asked in subject.questions if not is_explained(asked)]
        if not missing:
            return Outcome(1.0, ngettext("The one question is explained.", "All questions are explained.", total))
        sentence = ngettext(
            "%(count)d of %(total)d questions has no explanation.",
            "%(count)d of %(total)d questions have no explanation.",
            len(missing),
        )
        message = _("Nothing explains the answer. Write why it is right.")
        return Outcome(
            share_of(total - len(missing), total),
            sentence % {"count": len(missing), "total": total},
            kept(Found(asked.item_id, message, asked.field("explanation")) for asked in missing),
        )


def is_explained(asked: Asked) -> bool:
    """Whether a student is told anything beside right or wrong, now or by one of the gaps."""
    texts = texts_of(asked.data.model_dump(mode="json"), "", asked.data.format)
    if any(text.strip() and _is_told(path) for path, text, _format in texts):
        return True
    gaps = asked.data.gaps if isinstance(asked.data, ClozeData) else []
    return any(is_explained(Asked(None, gap.type, gap.data)) for gap in gaps)


def _is_told(path: str) -> bool:
    """Whether students read the field once they answered: an explanation, or feedback of any kind."""
    field = path.rpartition(".")[2]
    return field == "explanation" or "feedback" in field
