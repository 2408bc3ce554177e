from django.db import migrations, models

INDEXES = {
    "content_sent_back": (
        "content",
        "content_content (id) WHERE status = 'changes_requested'",
        models.Index(fields=["id"], name="content_sent_back", condition=models.Q(status="changes_requested")),
    ),
    "review_request_decided": (
        "reviewrequest",
        "content_reviewrequest (closed_at DESC, id DESC) WHERE state = 'decided'",
        models.Index(fields=["-closed_at", "-id"], name="review_request_decided", condition=models.Q(state="decided")),
    ),
}


class Migration(migrations.Migration):
    """What the queue counts and lists beside the open requests: what waits for its author, and what is decided."""

    atomic = False  # indexes that are made beside the running release
    dependencies = [("content", "0014_name_groups_of_reviewers")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"CREATE INDEX CONCURRENTLY {name} ON {columns}", f"DROP INDEX CONCURRENTLY {name}")
                for name, (_model, columns, _index) in INDEXES.items()
            ],
            state_operations=[migrations.AddIndex(model, index) for model, _columns, index in INDEXES.values()],
        )
    ]
