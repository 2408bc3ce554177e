"""GIFT, Moodle's plain-text format of questions, read and written."""

from content.interchange.gift.parsing import parse_gift, parse_syntax
from content.interchange.gift.writing import write_gift

__all__ = ["parse_gift", "parse_syntax", "write_gift"]
