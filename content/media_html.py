"""Media as a page shows them: what sanitised HTML points at becomes an image that keeps its place, a player, a link
with type and size. Pure: all that a page has to know of a file stands in its address (see `content.media`)."""

import re
from html import escape, unescape

from django.template.defaultfilters import filesizeformat

from content.media import MediaAddress, MediaSort, parse_address

MIDDLE = 960  # pixels: the longest side of the smaller of two that a browser may choose from
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_LINK = re.compile(r'<a((?: [a-z-]+="[^"]*")*)>(.*?)</a>', re.DOTALL)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_SIZES = "(min-width: 48rem) 44rem, 100vw"


def dress(html: str) -> str:
    """Sanitised `html` with every file of ours as its sort is shown; all else as it was."""
    return _LINK.sub(_dress_link, _IMAGE.sub(_dress_image, html)) if "/media/" in html else html


def fitted(width: int, height: int, longest: int) -> tuple[int, int]:
    """The size of an image made so small that no side is longer than `longest`."""
    share = min(1.0, longest / max(width, height, 1))
    return max(1, round(width * share)), max(1, round(height * share))


def thumbnail_path(digest: str, size: str) -> str:
    """Where the "small" or "middle" copy of an image is found."""
    return f"/media/{digest}-{size}.webp"


def _dress_image(found: re.Match[str]) -> str:
    given = dict(_ATTRIBUTE.findall(found[1]))
    address = parse_address(unescape(given.get("src", "")))
    if address is None or address.kind is None:
        return found[0]
    words = given.get("alt", "")
    match address.kind.sort:
        case MediaSort.IMAGE:
            return _image(address, words, given)
        case MediaSort.AUDIO:
            return _player(address, words)
        case _:
            return _attachment(address, words or escape(address.kind.extension.upper()))


def _image(address: MediaAddress, words: str, given: dict[str, str]) -> str:
    shown = {"src": address.path, "alt": words, "loading": "lazy", "decoding": "async"}
    if "width" in given or "height" in given:
        shown |= {name: given[name] for name in ("width", "height") if name in given}
    elif address.width and address.height:
        shown |= {"width": str(address.width), "height": str(address.height)}
    if max(address.width, address.height) > MIDDLE and address.extension != "gif":
        width, _height = fitted(address.width, address.height, MIDDLE)
        middle = thumbnail_path(address.digest, "middle")
        shown |= {"srcset": f"{middle} {width}w, {address.path} {address.width}w", "sizes": _SIZES}
    return "<img" + "".join(f' {name}="{value}"' for name, value in shown.items()) + ">"


def _player(address: MediaAddress, words: str) -> str:
    label = f' aria-label="{words}"' if words else ""
    player = f'<audio controls preload="none" src="{address.path}"{label}></audio>'
    return f'<span class="listen">{_as_text(words)} {player}</span>' if words else player


def _as_text(attribute: str) -> str:
    return escape(unescape(attribute))


def _dress_link(found: re.Match[str]) -> str:
    address = parse_address(unescape(dict(_ATTRIBUTE.findall(found[1])).get("href", "")))
    if address is None or address.kind is None or address.kind.sort != MediaSort.ATTACHMENT:
        return found[0]
    return _attachment(address, found[2])


def _attachment(address: MediaAddress, words: str) -> str:
    """`words` are HTML."""
    kind = address.kind
    about = [str(kind.label)] if kind else []
    if address.size:
        about.append(filesizeformat(address.size))
    return f'<a href="{address.path}" download>{words}</a> <small>({escape(", ".join(about))})</small>'
