"""The study guide: sections of Markdown, each of which may end with a question to check oneself."""

from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from pydantic import BaseModel, ConfigDict, model_validator

from content.glossary import Term, find_terms
from content.item_types import CardSides, Finding, ItemData, ItemType, get_item_type, register
from content.kinds.base import Kind, StudyMode
from content.rendering import find_math_errors, render, render_inline
from content.text import TextFormat, normal_answer, plain, shorten


class CheckQuestion(BaseModel):
    """A question inside a section: the name of its type, and its data as that type defines it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    data: dict[str, Any]

    @model_validator(mode="after")
    def _is_a_question(self) -> Self:
        try:
            item_type = get_item_type(self.type)
        except KeyError:
            raise ValueError(f"there is no question type “{self.type}”") from None
        if not item_type.is_question:
            raise ValueError(f"“{self.type}” is not a type of question")
        item_type.parse(self.data)
        return self

    @property
    def item_type(self) -> ItemType[Any]:
        return get_item_type(self.type)

    @property
    def parsed(self) -> ItemData:
        """The data, as its type's model."""
        parsed: ItemData = self.item_type.parse(self.data)
        return parsed


class SectionData(ItemData):
    """One section. The heading is plain inline Markdown; an introduction has none."""

    heading: str = ""
    body: str = ""
    question: CheckQuestion | None = None


class Section(ItemType[SectionData]):
    """Its cards are the terms that it defines (see `content.glossary`), by their names."""

    name = "section"
    label = gettext_lazy("Section")
    Data = SectionData

    def heading(self, data: SectionData) -> str:
        return shorten(plain(data.heading)) or _("Introduction")

    def text(self, data: SectionData) -> str:
        question = data.question
        parts = [plain(data.heading), plain(data.body, data.format)]
        return "\n".join([*parts, question.item_type.text(question.parsed)] if question else parts)

    def html(self, data: SectionData) -> dict[str, Any]:
        """Heading, body and question; and `terms`, each with its name, the term and its definition."""
        question = data.question
        return {
            "heading": render_inline(data.heading),
            "body": render(data.body, data.format),
            "question": question.item_type.html(question.parsed) if question else None,
            "terms": [
                {"name": term.name, "term": render_inline(term.term), "definition": render(term.definition)}
                for term in _terms(data)
            ],
        }

    def key(self, data: SectionData) -> Any:
        return data.question.item_type.key(data.question.parsed) if data.question else None

    def card_keys(self, data: SectionData) -> dict[str, Any]:
        return {term.name: normal_answer(term.definition) for term in _terms(data)}

    def card_html(self, html: dict[str, Any], name: str) -> CardSides | None:
        held = (CardSides(term["term"], term["definition"]) for term in html["terms"] if term["name"] == name)
        return next(held, None)

    def check(self, data: SectionData) -> list[Finding]:
        findings = [Finding("body", error) for error in find_math_errors(data.body)]
        if not data.body.strip():
            findings.append(Finding("body", _("This section has no text. Write it, or remove the heading.")))
        if data.question:
            nested = data.question.item_type.check(data.question.parsed)
            findings += [Finding(f"question.{finding.field}", finding.message) for finding in nested]
        return findings


def _terms(data: SectionData) -> tuple[Term, ...]:
    return find_terms(data.body) if data.format == TextFormat.MARKDOWN else ()


class StudyGuide(Kind):
    name = "study_guide"
    label = gettext_lazy("Study guide")
    plural = gettext_lazy("Study guides")
    icon = "book"
    description = gettext_lazy("Text to read, in sections, with maths, code, tables and questions to check oneself.")
    study_mode = StudyMode.READ
    text_format = "markdown"
    text_help = gettext_lazy(
        "Markdown. A line that starts with ## begins a section; $…$ sets maths. A term, and on the next line a colon "
        "and what it means, make an entry of the glossary."
    )
    item_noun = gettext_lazy("section")
    item_counts = ngettext_lazy("%d section", "%d sections")
    item_types = ("section",)


register(Section())
