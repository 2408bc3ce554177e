"""Text → HTML that is safe to show: Markdown with maths, tables and code; sanitised whatever it came from.

The rules of Markdown are CommonMark's, with GitHub's tables and Pandoc's lists of definitions; maths stands between
dollar signs and becomes MathML.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape, unescape
from typing import Any

import nh3
from django.utils.translation import gettext as _
from latex2mathml.converter import convert as latex_to_mathml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from content.media import MEDIA_ADDRESS, parse_address
from content.media_html import dress
from content.text import TextFormat

RENDERER = 3  # raise it whenever the same text would give other HTML: what is stored is then rendered anew

_MATHML = {
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded",
    "mphantom", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none",
    "mtable", "mtr", "mtd", "menclose", "semantics",
}  # fmt: skip
_HTML = {
    "a", "abbr", "aside", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt",
    "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul", "var",
}  # fmt: skip
_ALLOWED = _HTML | _MATHML
_ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "math": {"display", "xmlns"},
    "mo": {
        "stretchy",
        "fence",
        "form",
        "separator",
        "lspace",
        "rspace",
        "minsize",
        "maxsize",
        "movablelimits",
    },
    "mi": {"mathvariant"},
    "mn": {"mathvariant"},
    "mtext": {"mathvariant"},
    "mstyle": {"displaystyle", "scriptlevel", "mathvariant"},
    "mfrac": {"linethickness"},
    "mspace": {"width"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "mtd": {"columnalign"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "menclose": {"notation"},
    "div": {"tabindex", "role", "aria-label"},
    "pre": {"tabindex"},
}


class MathError(ValueError):
    """A formula that cannot be set; the message says which and why."""


def render(text: str, fmt: TextFormat = TextFormat.MARKDOWN) -> str:
    """`text` as block HTML, sanitised. Never raises: a formula that cannot be set is shown as it was typed."""
    if not text.strip():
        return ""
    return _sanitise(_to_html(text, fmt))


@lru_cache(maxsize=4096)  # pages say over and over what the right options are, and parsing them costs most of that
def render_inline(text: str, fmt: TextFormat = TextFormat.MARKDOWN) -> str:
    """Like `render`, without a paragraph around it where the text is a single one."""
    html = render(text, fmt).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html[3:-4]
    return html


def read_blocks(text: str) -> list[Token]:
    """The Markdown `text` as the blocks that `render` makes of it."""
    return _markdown().parse(text)


def find_math_errors(text: str) -> list[str]:
    """A sentence for every formula in the Markdown `text` that cannot be set."""
    errors: list[str] = []
    for token in _formulas(text):
        try:
            _set_math(token.content.strip(), display=token.type != "math_inline")
        except MathError as error:
            errors.append(str(error))
    return errors


def find_formulas(text: str) -> list[str]:
    """The formulas in the Markdown `text`, without their dollar signs."""
    return [token.content for token in _formulas(text)]


def _formulas(text: str) -> Iterator[Token]:
    tokens = _markdown().parse(text) if "$" in text else []
    for token in [*tokens, *(child for block in tokens for child in block.children or ())]:
        if token.type in ("math_inline", "math_block"):
            yield token


def find_wordless_images(text: str, fmt: TextFormat = TextFormat.MARKDOWN) -> Iterator[str]:
    """The address of every image (or recording) in `text` that no words stand for. One that says nothing is marked so
    by its address (see `content.media`), or in HTML by role="presentation"."""
    if fmt in (TextFormat.HTML, TextFormat.MOODLE):
        yield from _wordless_tags(text)
    if fmt != TextFormat.MARKDOWN or not ("![" in text or "<img" in text.lower()):
        return
    blocks = _markdown().parse(text)
    for token in [*blocks, *(child for block in blocks for child in block.children or ())]:
        source = str(token.attrs.get("src", ""))
        if token.type == "image" and not token.content.strip() and not _is_decorative(source):
            yield source
        elif token.type in ("html_inline", "html_block"):
            yield from _wordless_tags(token.content)


def _wordless_tags(html: str) -> Iterator[str]:
    for tag in _IMAGE_TAG.finditer(html):
        given = {name.lower(): a or b or c for name, a, b, c in _GIVEN.findall(tag[0])}
        is_decorative = given.get("role") in ("presentation", "none") or _is_decorative(given.get("src", ""))
        if not given.get("alt", "").strip() and not is_decorative:
            yield given.get("src", "")


def _is_decorative(source: str) -> bool:
    address = parse_address(unescape(source))
    return address is not None and address.is_decorative


def _to_html(text: str, fmt: TextFormat) -> str:
    match fmt:
        case TextFormat.MARKDOWN:
            return str(_markdown().render(text, {"works": _working_tags(text)}))
        case TextFormat.HTML:
            return text
        case TextFormat.MOODLE:
            return "<p>" + _shown_tags(text.strip(), _working_tags(text)).replace("\n", "<br>") + "</p>"
        case TextFormat.PLAIN:
            return "<p>" + escape(text.strip()).replace("\n", "<br>") + "</p>"


def _sanitise(html: str) -> str:
    clean = nh3.clean(
        html,
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        allowed_classes={"div": {"highlight", "table-scroll"}, "span": _pygments_classes()},
        attribute_filter=_without_foreign_images,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return dress(clean)


def _without_foreign_images(tag: str, attribute: str, value: str) -> str | None:
    """Other sites are not asked for anything: their images show only what they are said to show."""
    return None if (tag, attribute) == ("img", "src") and not value.startswith(MEDIA_ADDRESS) else value


@cache
def _pygments_classes() -> set[str]:
    styles = HtmlFormatter().get_style_defs(".highlight")  # type: ignore[no-untyped-call]
    return {"math", "missing-image", *re.findall(r"\.highlight \.([a-z0-9]+) ", styles)}


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True, "typographer": True})
    markdown.enable(["table", "strikethrough", "replacements", "smartquotes"])
    markdown.use(deflist_plugin)
    markdown.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    for token_type, rule in _RULES.items():
        markdown.add_render_rule(token_type, rule)
    return markdown


def _math(_self: Any, tokens: Sequence[Token], index: int, *_args: Any) -> str:
    tex, display = tokens[index].content.strip(), tokens[index].type != "math_inline"
    try:
        mathml = _set_math(tex, display=display)
    except MathError:
        return f"<code>{escape('$$' + tex + '$$' if display else '$' + tex + '$')}</code>"
    return f'<div tabindex="0">{mathml}</div>' if display else f'<span class="math">{mathml}</span>'


def _set_math(tex: str, *, display: bool) -> str:
    """MathML of a formula. latex2mathml forgives unbalanced braces by dropping what follows: we do not."""
    if re.sub(r"\\[{}\\]", "", tex).count("{") != re.sub(r"\\[{}\\]", "", tex).count("}"):
        raise MathError(
            _("The formula “%(tex)s” has an opening brace without a closing one, or the reverse.") % {"tex": tex}
        )
    try:
        mathml = latex_to_mathml(tex, display="block" if display else "inline")
    except Exception as error:  # the converter raises its own and built-in errors alike, for any bad formula
        raise MathError(
            _("The formula “%(tex)s” cannot be set. Check its commands and braces.") % {"tex": tex}
        ) from error
    return _SIGN.sub(r'\1<mo form="prefix">', str(mathml))


def _fence(_self: Any, tokens: Sequence[Token], index: int, *_args: Any) -> str:
    token = tokens[index]
    language = token.info.strip().split(" ")[0]
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    return f'<div class="highlight"><pre tabindex="0"><code>{highlight(token.content, lexer, _CODE)}</code></pre></div>'


def _heading(_self: Any, tokens: Sequence[Token], index: int, *_args: Any) -> str:
    """Headings inside material stand below the page's title and the section's: the third level is the highest."""
    token = tokens[index]
    return f"<{'/' if token.nesting < 0 else ''}h{max(3, int(token.tag[1]))}>"


def _image(_self: Any, tokens: Sequence[Token], index: int, *_args: Any) -> str:
    """An image of ours, or its description where the page may not load it: other sites are not asked for anything."""
    source, alt = str(tokens[index].attrs["src"]), _ESCAPED.sub(r"\1", unescape(tokens[index].content))
    if source.startswith(MEDIA_ADDRESS):
        return f'<img src="{escape(source)}" alt="{escape(alt)}">'
    return f'<span class="missing-image">{escape(alt or source)}</span>'


def _html(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, Any]) -> str:
    return _shown_tags(tokens[index].content, env["works"])


def _shown_tags(html: str, works: Callable[[str], bool]) -> str:
    """`html` in which a tag that would vanish stands as text: “at the end of the <body>” keeps its word."""
    return _TAG.sub(lambda match: match[0] if works(match["name"].lower()) else escape(match[0]), html)


def _working_tags(whole: str) -> Callable[[str], bool]:
    """Whether the tag of that name works as one: when it is allowed and, unless it is void, closed somewhere in the
    `whole` text. That is looked for once, for a text may hold many thousands of tags."""
    lower = whole.lower()

    @cache
    def works(name: str) -> bool:
        return name in _ALLOWED and (name in _VOID or (f"</{name}" in lower and f"<{name}" in lower))

    return works


# A plus or minus after another operator, other than a closing bracket, is a sign: the converter spaces it as a sum.
_SIGN = re.compile(r"(<mo[^>]*>(?!&#x00029;|&#x0005D;|[)\]|!])[^<]+</mo>)<mo>(?=(?:&#x02212;|&#x0002B;|[−+-])</mo>)")
_CODE = HtmlFormatter(nowrap=True)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_VOID = {"br", "hr", "img"}
_IMAGE_TAG = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_GIVEN = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])[^>]*>")
_RULES = {
    "math_inline": _math,
    "math_block": _math,
    "fence": _fence,
    "heading_open": _heading,
    "heading_close": _heading,
    "image": _image,
    "html_inline": _html,
    "html_block": _html,
    "table_open": lambda *_args: '<div class="table-scroll" tabindex="0"><table>',
    "table_close": lambda *_args: "</table></div>",
}
