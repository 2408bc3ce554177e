"""The images of an earlier release become media, with their owner and where they are used."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from content.models import MediaFile, MediaUpload, MediaUse
from tests.cast import Cast
from tests.factories import item, make_content

DIGEST, MISSING = "ab" * 32, "cd" * 32


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("content", name)])


@pytest.mark.django_db(transaction=True)
def test_images_become_media(cast: Cast) -> None:
    body = f"![One](/media/{DIGEST}.png) ![again](/media/{DIGEST}.png) ![x](/media/{MISSING}.gif)"
    make_content(cast.teacher, "study_guide", "Leaves", (item("section", body=body), item("section", body="/media/x")))
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes("content")
    migrate("0006_keep_media")
    MediaUse.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO content_image (digest, type, width, height, size, uploaded_by_id, uploaded_at)"
            " VALUES (%s, 'png', 40, 30, 99, %s, now())",
            [DIGEST, cast.teacher.pk],
        )
    for _app, name in leaves:
        migrate(name)
    upload = MediaUpload.objects.get()
    assert (upload.person, upload.name, upload.needs_words) == (cast.teacher, "abababab.png", True)
    assert (upload.file.name, upload.file.size) == (f"images/{DIGEST}.png", 99)
    assert sorted(MediaUse.objects.values_list("file_id", flat=True)) == [DIGEST, MISSING]
    assert MediaFile.objects.count() == 1
