"""The quality scores that were computed."""

from content.models import Content, QualityScore


def latest_score(content: Content) -> QualityScore | None:
    """That of the newest version, or of the one that students see where the newest has none yet. No query, where both
    were read with the piece."""
    for version in (content.latest_version, content.published_version):
        if score := getattr(version, "quality", None):
            found: QualityScore = score
            found.version = version  # type: ignore[assignment]
            return found
    return None
