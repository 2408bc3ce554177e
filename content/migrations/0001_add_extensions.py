from django.contrib.postgres.operations import (
    BtreeGinExtension,
    CITextExtension,
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations


class Migration(migrations.Migration):
    """The extensions that the search, the duplicates check and what comes after them stand on."""

    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        CITextExtension(),
        CreateExtension("fuzzystrmatch"),
        CreateExtension("vector"),
    ]
