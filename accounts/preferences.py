"""How a person likes to study: typed, with defaults, kept as JSON in `User.preferences`."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from accounts.models import User


class Preferences(BaseModel):
    """`cards_per_day`: how many new flashcards a day begins with at most; `reviews_per_day`: how many of those learnt
    before. `retention`: the share of cards to be remembered when they come back. `bury_siblings`: no two cards of one
    item on one day. `language`: a language code, the one to look for material in, or "" for any."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    cards_per_day: int = Field(default=20, ge=1, le=500)
    reviews_per_day: int = Field(default=200, ge=1, le=9999)
    retention: float = Field(default=0.9, ge=0.7, le=0.97)
    bury_siblings: bool = True
    language: str = Field(default="", max_length=10)


def read_preferences(user: User) -> Preferences:
    """The person's preferences. Never raises: what is kept but makes no sense counts as not chosen."""
    try:
        return Preferences.model_validate(user.preferences)
    except ValidationError:
        return Preferences()
