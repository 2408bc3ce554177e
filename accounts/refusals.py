"""How an action says no. Who may not do a thing at all gets Django's PermissionDenied; whoever
looks for what is not there, a NotHere; the rest is a Refusal."""

from django.http import Http404


class Refusal(Exception):
    """An action could not be done as things stand. The message is a sentence for the person, with what to do next.
    Shown as a 409 page wherever a view does not show it in a better place."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)


class NotHere(Http404):
    """There is no such thing for this person. The message is a sentence for her, with where to look; the page says it,
    as it says no other words of a 404."""


class WrongState(Refusal):
    """The thing is not in a state from which this can be done."""


class StaleEdit(Refusal):
    """Somebody saved in between; nothing was written."""
