"""What every table of La Factoria starts with."""

import uuid

from django.db import models
from uuid_utils.compat import uuid7


class TimeOrderedModel(models.Model):
    """A row keyed by a version 7 UUID: unguessable, and in the order of creation (RFC 9562, 5.7)."""

    id: "models.UUIDField[uuid.UUID, uuid.UUID]" = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
