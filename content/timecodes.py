"""Places in a recording, as people write them: 0:45, 12:30, 1:02:03."""

import re

LONGEST = 100 * 3600 - 1  # seconds: the last place that can be written
PATTERN = r"(?:\d{1,2}:[0-5]\d|\d{1,3}):[0-5]\d"
_CODE = re.compile(PATTERN)


def read_timecode(text: str) -> int | None:
    """The seconds; None for what is no place."""
    if not _CODE.fullmatch(text.strip()):
        return None
    seconds = 0
    for part in text.strip().split(":"):
        seconds = 60 * seconds + int(part)
    return seconds


def write_timecode(seconds: int) -> str:
    """The reverse, as short as it goes."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
