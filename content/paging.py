"""Pages by key, as `accounts.paging` makes them: on the lowest floor, for every list of the project."""

from accounts.paging import PARAMETER, Key, Page, paginate, read_key

__all__ = ["PARAMETER", "Key", "Page", "paginate", "read_key"]
