"""Administration: the review queue, how review is done, topics and tags, and the record of the material."""

from content.admin import (  # noqa: F401 - they register themselves
    labels,
    material,
    policies,
    requests,
    reviewer_groups,
    second_reviews,
)
