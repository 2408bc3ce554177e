"""What a text says of an item beside its words, in brackets inside a comment: other programs pass over it.

    [id:x] [tag:x] [pool:x]    its identity in its file, its labels, the pool it is drawn from
    [type:x]                   its type, where the text cannot tell
    [criterion:Name | 0: none | 2: one]   a criterion of its rubric, with its levels: points, and what they take
    [set:field=json]           one field of it, where the format has no place for that

In the value a backslash makes ] and \\ plain, but not in JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from content.questions.rubrics import read_levels

START = r"\[(?:id|tag|pool|type|criterion|set):"
_SAID = re.compile(r"\[(?P<name>id|tag|pool|type|criterion|set):")
_SETTING = re.compile(r"\s*(?P<name>[a-z_]{1,40})\s*=\s*")
_CLOSING = re.compile(r"\\[\\\]]|\]")
_ESCAPED = re.compile(r"\\([\\\]])")
_NEEDS_ESCAPE = re.compile(r"\]|\\(?=[\\\]]|$)")
_JSON = json.JSONDecoder(parse_float=Decimal)
LIMIT = 200_000  # characters of comments about one item; the rest is a comment like others


@dataclass
class Annotations:
    """`settings` are fields by name, as JSON values; `broken` the names of those that could not be read."""

    id: str = ""
    type: str = ""
    pool: str = ""
    tags: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def read_annotations(comment: str) -> Annotations:
    """What stands in brackets of ours in a comment; of what is said twice the last counts."""
    said, position, comment = Annotations(), 0, comment[:LIMIT]
    while match := _SAID.search(comment, position):
        position = match.end()
        if match["name"] == "set" and (setting := _SETTING.match(comment, position)):
            position = _read_setting(comment, setting, said)
        elif closing := next((end for end in _CLOSING.finditer(comment, position) if end[0] == "]"), None):
            value = _ESCAPED.sub(r"\1", comment[position : closing.start()]).strip()
            if match["name"] == "tag":
                said.tags.append(value)
            elif match["name"] == "criterion":
                said.settings.setdefault("criteria", []).append(_criterion(value))
            elif match["name"] != "set":
                setattr(said, match["name"], value)
            position = closing.end()
        else:
            break
    return said


def _read_setting(comment: str, setting: re.Match[str], said: Annotations) -> int:
    """Takes one field; gives the position behind it."""
    try:
        value, end = _JSON.raw_decode(comment, setting.end())
    except (ValueError, RecursionError):
        said.broken.add(setting["name"])
        return setting.end()
    said.settings[setting["name"]] = value
    return end


def write_annotations(
    settings: Mapping[str, Any],
    *,
    id: str = "",  # noqa: A002
    tags: Sequence[str] = (),
    pool: str = "",
    type: str = "",  # noqa: A002
) -> list[str]:
    """The reverse, in lines: first what is short, then each criterion of a rubric; none where there is nothing to say.
    `settings` are JSON values or decimals."""
    criteria = settings.get("criteria", [])
    lines = [_criterion_line(criterion) for criterion in criteria]
    if not all(lines) or [_criterion(line.strip()) for line in lines] != criteria:
        lines = []  # they have signs that only JSON keeps
    rest = {name: value for name, value in settings.items() if name != "criteria" or not lines}
    named = [("id", id), *(("tag", tag) for tag in tags), ("pool", pool), ("type", type)]
    said = [f"[{name}:{_in_brackets(value)}]" for name, value in named if value]
    first = " ".join([*said, *(f"[set:{name}={_json(value)}]" for name, value in rest.items())])
    return [line for line in (first, *(f"[criterion:{_in_brackets(line)}]" for line in lines)) if line]


def _criterion(line: str) -> dict[str, Any]:
    name, *levels = (part.strip() for part in line.split(" | "))
    read, _mistakes = read_levels("\n".join(levels))
    return {"name": name, "levels": [{**level, "points": str(level["points"])} for level in read]}


def _criterion_line(criterion: Mapping[str, Any]) -> str:
    return " | ".join([criterion["name"], *(f"{level['points']}: {level['text']}" for level in criterion["levels"])])


def apply_settings(
    model: type[BaseModel], fields: Mapping[str, Any], said: Annotations, remarks: list[str]
) -> dict[str, Any]:
    """`fields`, which a text gave, with what its annotations set. Where the text says the same field in words of its
    own, the text counts; what does not fit is left out; both with a remark."""
    kept = dict(fields)
    remarks += [
        _("What the comment before it sets for “%(name)s” cannot be read.") % {"name": name}
        for name in sorted(said.broken)
    ]
    for name, value in said.settings.items():
        told = fields.get(name)
        if name != "format" and isinstance(told, str | list | tuple) and told:
            if told != value:
                remarks.append(
                    _("“%(name)s” is set in its comment and said in the text: the text counts.") % {"name": name}
                )
            continue
        try:
            model.model_validate(kept | {name: value})
        except ValidationError:
            remarks.append(
                _("What the comment sets for “%(name)s” does not fit here, and was left out.") % {"name": name}
            )
        else:
            kept[name] = value
    return kept


def lost_fields(before: BaseModel, after: BaseModel | None) -> dict[str, Any]:
    """The fields of `before`, as JSON values or decimals, that are not the same in `after`, apart from white space at
    the ends of texts."""
    wanted, got = before.model_dump(mode="json"), after.model_dump(mode="json") if after else {}
    lost = [name for name in wanted if trimmed(wanted[name]) != trimmed(got.get(name))]
    return {name: value if isinstance(value := getattr(before, name), Decimal) else wanted[name] for name in lost}


def is_said(read: BaseModel, name: str) -> bool:
    """Whether a text that read as `read` says this field in words of its own, so that no annotation can."""
    value = getattr(read, name)
    return name != "format" and isinstance(value, str | tuple) and bool(value)


def trimmed(value: Any) -> Any:
    """A JSON value with no white space at the ends of its texts."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [trimmed(entry) for entry in value]
    return {key: trimmed(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _in_brackets(value: str) -> str:
    return _NEEDS_ESCAPE.sub(r"\\\g<0>", " ".join(value.split("\n")))


def _json(value: Any) -> str:
    """On one line, and so that it ends no comment of HTML."""
    text = f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
    return text.replace("-->", "--\\u003e")
