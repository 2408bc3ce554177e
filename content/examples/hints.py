"""What makes a good piece of each kind: three short hints, for who begins one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HINTS: Mapping[str, tuple[str | Promise, ...]] = {
    "study_guide": (
        _("One idea a section, under a heading that a reader could ask as a question."),
        _("Show before you define: an example, a number or something to try comes first."),
        _("End a section with one check question that needs the idea, not the wording."),
    ),
    "quiz": (
        _("Ask one thing at a time, and mix types: choosing, writing, calculating."),
        _("Make each wrong option a mistake that people really make, and say why it is one."),
        _("Explain the right answer too: somebody may have guessed it."),
    ),
    "flashcards": (
        _("One fact a card. If the back needs an “and”, make two cards."),
        _("Write a front that has one right answer, even weeks later and out of order."),
        _("Let the hint help to work it out, without giving it away."),
    ),
    "podcast": (
        _("Give each voice a job: one asks what the listener would ask."),
        _("Write for the ear: short sentences, numbers rounded and compared with something."),
        _("Open a chapter for each turn of the story, and end with something to do."),
    ),
}
