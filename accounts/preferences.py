"""How a person likes to study: typed, with defaults, kept as JSON in `User.preferences`."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from accounts.models import User


class Preferences(BaseModel):
    """`cards_per_day`: how many new flashcards a day begins with at most. `language`: a language code, the one to
    look for material in, or "" for any."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    cards_per_day: int = Field(default=20, ge=1, le=500)
    language: str = Field(default="", max_length=10)


def read_preferences(user: User) -> Preferences:
    """The person's preferences. Never raises: what is kept but makes no sense counts as not chosen."""
    try:
        return Preferences.model_validate(user.preferences)
    except ValidationError:
        return Preferences()
