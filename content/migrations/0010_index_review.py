from django.db import migrations, models

INDEXES = {
    "content_to_publish": (
        "content",
        "content_content (publish_at) WHERE publish_at IS NOT NULL",
        models.Index(fields=["publish_at"], name="content_to_publish", condition=models.Q(publish_at__isnull=False)),
    ),
    "content_to_expire": (
        "content",
        "content_content (expires_at) WHERE expires_at IS NOT NULL",
        models.Index(fields=["expires_at"], name="content_to_expire", condition=models.Q(expires_at__isnull=False)),
    ),
    "review_request_urgency": (
        "reviewrequest",
        "content_reviewrequest (priority DESC, due_at, id) WHERE state = 'open'",
        models.Index(
            fields=["-priority", "due_at", "id"], name="review_request_urgency", condition=models.Q(state="open")
        ),
    ),
}
ONE_VERDICT = models.UniqueConstraint("request", "item_version", "step", name="item_verdict_once_a_step")
ONE_APPROVAL = models.UniqueConstraint(
    fields=["item", "fingerprint"], condition=models.Q(revoked_at__isnull=True), name="item_approval_holds_once"
)


class Migration(migrations.Migration):
    """The indexes of publishing and of the queue; one verdict a step, and one approval that holds."""

    atomic = False  # indexes that are made beside the running release
    dependencies = [("content", "0009_deepen_review")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *[
                    migrations.RunSQL(
                        f"CREATE INDEX CONCURRENTLY {name} ON {columns}", f"DROP INDEX CONCURRENTLY {name}"
                    )
                    for name, (_model, columns, _index) in INDEXES.items()
                ],
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY item_verdict_once_a_step"
                    " ON content_itemverdict (request_id, item_version_id, step)",
                    "DROP INDEX CONCURRENTLY item_verdict_once_a_step",
                ),
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY item_approval_holds_once"
                    " ON content_itemapproval (item_id, fingerprint) WHERE revoked_at IS NULL",
                    "DROP INDEX CONCURRENTLY item_approval_holds_once",
                ),
            ],
            state_operations=[
                *[migrations.AddIndex(model, index) for model, _columns, index in INDEXES.values()],
                migrations.AddConstraint("itemverdict", ONE_VERDICT),
                migrations.AddConstraint("itemapproval", ONE_APPROVAL),
            ],
        ),
        migrations.RemoveConstraint("itemverdict", "item_verdict_once"),
        migrations.RemoveConstraint("itemapproval", "item_approval_once"),
    ]
