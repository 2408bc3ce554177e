"""How hard an English text is to read: its sentences, words and syllables, counted by rules.

The grade is that of Flesch and Kincaid: Kincaid, J. P., Fishburne, R. P., Rogers, R. L. and Chissom, B. S. (1975),
“Derivation of new readability formulas for Navy enlisted personnel”, Research Branch Report 8-75, Naval Technical
Training Command, Millington."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from content.text import TextFormat, collapse

_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-z]+)*")
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Ö])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|cf|Fig|No|approx)\.", re.IGNORECASE)
_NOT_PROSE = re.compile(
    r"(?ms)^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1`*~*[ \t]*$|\$\$.+?\$\$|\$(?![\s$])[^$\n]+?\$|`[^`\n]+`|^\s*\|.*?$|"
    r"https?://\S+|!\[[^\]]*\]\([^)]*\)"
)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_BLOCK = re.compile(r"(?m)\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s)|(?<=\n)#{1,6}\s.*\n")
_MARK = re.compile(r"(?m)^\s*(?:[-*+]|\d+[.)]|#{1,6}|>)\s+|[*_~]+")
_BLOCK_TAG = re.compile(r"(?i)</?(?:p|li|ul|ol|div|h[1-6]|br|tr|table|blockquote|pre)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")

_VOWELS = re.compile(r"[aeiouyà-æè-ïò-öø-üýÿ]+")
_SILENT_END = re.compile(r"(?:[^aeiouylr]|[aeiouyr]r|[aeiouy]l)es?$|[^aeiouytd]ed$")
_LE_END = re.compile(r"[^aeiouyrlw]les?$")
_SOUNDED_ES = re.compile(r"(?:s|x|z|ch|sh|c|g)es$")
_SPLIT = re.compile(  # two vowels that are spoken one by one
    r"(?<![cstgxq])i[aou]|scie|rie[nt]|[^aeiou]ier$|[iuy]et$|uiet|[aeiouy]ing|aos|[aï]ï|oe[mt]|"
    r"(?<![gp])eo(?!u)|geo[gm]|crea(?=t[eio])|idea|area|"
    r"(?<![qg])u(?:a(?!r|d)|ou|o|el$|ent?[a-z]|in\b|id\b)|thm"
)
_CONTRACTED = re.compile(r"[sdt]n['’]t$")


@dataclass(frozen=True)
class Reading:
    """A text by its figures."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(self.sentences + other.sentences, self.words + other.words, self.syllables + other.syllables)

    @property
    def grade(self) -> float:
        """The years of schooling that it takes, after Kincaid et al. (1975); 0 of no words. May be below 0."""
        if not self.words or not self.sentences:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


def read(text: str, fmt: TextFormat = TextFormat.MARKDOWN) -> Reading:
    """The figures of the prose in a text: without code, formulas, tables and addresses."""
    spoken = [found for sentence in sentences_of(text, fmt) if (found := _WORD.findall(sentence))]
    words = [word for sentence in spoken for word in sentence]
    return Reading(len(spoken), len(words), sum(map(count_syllables, words)))


def sentences_of(text: str, fmt: TextFormat = TextFormat.MARKDOWN) -> list[str]:
    """Its sentences. A paragraph, a heading and an entry of a list end one, whatever stands at their end."""
    if fmt in (TextFormat.HTML, TextFormat.MOODLE):
        text = unescape(_TAG.sub("", _BLOCK_TAG.sub("\n\n", text)))
    elif fmt == TextFormat.MARKDOWN:
        text = _TAG.sub("", _LINK.sub(r"\1", _NOT_PROSE.sub(" ", text)))
    blocks = [collapse(_MARK.sub(" ", block)) for block in _BLOCK.split(text) if block]
    whole = (_ABBREVIATION.sub(lambda match: match[0].replace(".", ""), block) for block in blocks)
    return [sentence for block in whole for sentence in _END.split(block) if sentence.strip()]


@lru_cache(maxsize=20_000)
def count_syllables(word: str) -> int:
    """The syllables of an English word by its spelling, one at least: its groups of vowels, less an e that is not
    spoken, more where two vowels are spoken one by one."""
    lower = word.lower()
    count = len(_VOWELS.findall(lower))
    if _SILENT_END.search(lower) and not _LE_END.search(lower) and not _SOUNDED_ES.search(lower):
        count -= 1
    count += len(_SPLIT.findall(lower))
    count += bool(_CONTRACTED.search(lower))
    return max(1, count)
