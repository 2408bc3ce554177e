"""Administration: the review queue, how review is done, topics and tags, and the record of the material."""

from content.admin import labels, material, policies, requests  # noqa: F401 - they register themselves
