"""Whether formulas can be set."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.checks.base import Check, Found, Outcome, Subject, kept, share_of
from content.rendering import find_math_errors
from content.text import TextFormat

_FORMULA = re.compile(r"\$(?![\s$])[^$\n]+?\$|\$\$.+?\$\$", re.DOTALL)
_CODE = re.compile(r"(`+|~{3,}).*?\1", re.DOTALL)
_OTHER_MARKS = re.compile(r"(?<!\\)\\(?:\(.+?\\\)|\[.+?\\\])", re.DOTALL)


class Maths(Check):
    """Formulas with braces that do not match, with commands nobody knows, or between marks that mean none here."""

    name = "maths"
    label = gettext_lazy("Formulas")
    description = gettext_lazy("Whether every formula is balanced and can be set.")
    low = gettext_lazy("no formula can be set")
    high = gettext_lazy("every formula can be set")
    advice = gettext_lazy("Close every brace, and put formulas between dollar signs.")

    def run(self, subject: Subject) -> Outcome:
        total, found = 0, list[Found]()
        for item, texts in subject.texts:
            for path, text, fmt in texts:
                if fmt == TextFormat.MARKDOWN:
                    errors, prose = _errors(text), _CODE.sub(" ", text)
                    total += max(len(_FORMULA.findall(prose)) + len(_OTHER_MARKS.findall(prose)), len(errors))
                    found += [Found(item.item_id, error, path) for error in errors]
        if not total:
            return Outcome(None, _("There are no formulas here."))
        if not found:
            one = ngettext("The one formula can be set.", "All %(total)d formulas can be set.", total)
            return Outcome(1.0, one % {"total": total})
        sentence = ngettext(
            "%(count)d of %(total)d formulas cannot be set.", "%(count)d of %(total)d formulas cannot be set.", total
        )
        numbers = {"count": len(found), "total": total}
        return Outcome(share_of(total - len(found), total), sentence % numbers, kept(found))


def _errors(text: str) -> list[str]:
    """A sentence for each formula that a reader would not see as one."""
    message = _("“%(tex)s” is shown as it is typed. Put formulas between dollar signs: $x^2$.")
    other = [] if "\\" not in text else _OTHER_MARKS.findall(_CODE.sub(" ", text))
    return find_math_errors(text) + [message % {"tex": tex[:60]} for tex in other]
