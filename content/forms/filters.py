"""What all forms over a list share: they show some of it, and never refuse."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms

from content.models import Topic


class FilterForm(forms.Form):
    """What to show of a list; what cannot be understood is left out of the filter. The names in `MORE` stand behind
    "More filters", which is open where one of them, but for those in `QUIET`, is used or `shows_more`; those in
    `LAID_OUT` are how it is shown, and filter nothing."""

    MORE: ClassVar[tuple[str, ...]] = ()
    QUIET: ClassVar[tuple[str, ...]] = ()
    LAID_OUT: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any, *, shows_more: bool = False) -> None:
        super().__init__(data)
        self.is_valid()
        self.shows_more = shows_more or bool(self.wanted.keys() & (set(self.MORE) - set(self.QUIET)))

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for, as far as it can be understood."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.wanted.keys() - set(self.LAID_OUT))

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def query(self) -> str:
        return self.query_with()

    def query_with(self, **changes: str) -> str:
        """The end of the list's address that shows the same again, but for `changes`."""
        values = {name: _as_sent(value) for name, value in self.wanted.items()} | changes
        return urlencode({name: value for name, value in values.items() if value})


def _as_sent(value: Any) -> Any:
    if value is True:
        return "on"
    return value.pk if isinstance(value, Topic) else value
