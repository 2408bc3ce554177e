import django.core.validators
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0017_keep_recordings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="finding")),
                ("numbers", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField(verbose_name="found")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("fixed", "Fixed"), ("kept", "Kept as it is")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="why it stays as it is")),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
            },
        ),
        migrations.CreateModel(
            name="QualityScore",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("score", models.FloatField(null=True, verbose_name="quality")),
                ("low", models.FloatField(default=0.0, verbose_name="at least")),
                ("high", models.FloatField(default=1.0, verbose_name="at most")),
                ("parts", models.JSONField(default=list)),
                ("computed_at", models.DateTimeField(verbose_name="as of")),
            ],
            options={
                "verbose_name": "quality",
                "verbose_name_plural": "qualities",
            },
        ),
        migrations.AddField(
            model_name="reviewpolicy",
            name="enough_answers",
            field=models.PositiveIntegerField(
                db_default=30,
                default=30,
                help_text="With fewer, the statistics of a question are shown, and nothing follows from them.",
                validators=[django.core.validators.MinValueValidator(10)],
                verbose_name="first answers that are enough",
            ),
        ),
        migrations.AddField(
            model_name="reviewpolicy",
            name="highest_facility",
            field=models.FloatField(
                db_default=0.98,
                default=0.98,
                help_text="A question that earns a larger share of its points, on average, is read again.",
                validators=[
                    django.core.validators.MinValueValidator(0.0),
                    django.core.validators.MaxValueValidator(1.0),
                ],
                verbose_name="highest facility",
            ),
        ),
        migrations.AddField(
            model_name="reviewpolicy",
            name="least_discrimination",
            field=models.FloatField(
                db_default=0.1,
                default=0.1,
                help_text="A question whose discrimination index is lower is read again.",
                validators=[
                    django.core.validators.MinValueValidator(-1.0),
                    django.core.validators.MaxValueValidator(1.0),
                ],
                verbose_name="least discrimination",
            ),
        ),
        migrations.AddField(
            model_name="reviewpolicy",
            name="lowest_facility",
            field=models.FloatField(
                db_default=0.15,
                default=0.15,
                help_text="A question that earns a smaller share of its points, on average, is read again.",
                validators=[
                    django.core.validators.MinValueValidator(0.0),
                    django.core.validators.MaxValueValidator(1.0),
                ],
                verbose_name="lowest facility",
            ),
        ),
        migrations.AddField(
            model_name="reviewrequest",
            name="origin",
            field=models.CharField(
                choices=[("author", "Submitted"), ("evidence", "Reopened by evidence")],
                db_default="author",
                default="author",
                max_length=10,
                verbose_name="how it came",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("enough_answers__gte", 10),
                    ("least_discrimination__range", (-1, 1)),
                    ("lowest_facility__gte", 0),
                    ("lowest_facility__lt", models.F("highest_facility")),
                    ("highest_facility__lte", 1),
                ),
                name="review_policy_evidence_in_range",
                violation_error_message="The lowest facility has to be below the highest, both from 0 to 1.",
            ),
        ),
        migrations.AddField(
            model_name="itemfinding",
            name="content",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="content.content"
            ),
        ),
        migrations.AddField(
            model_name="itemfinding",
            name="fixed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.contentversion",
            ),
        ),
        migrations.AddField(
            model_name="itemfinding",
            name="item_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="content.itemversion",
            ),
        ),
        migrations.AddField(
            model_name="itemfinding",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="content.reviewrequest",
            ),
        ),
        migrations.AddField(
            model_name="itemfinding",
            name="ruled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="qualityscore",
            name="version",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="quality", to="content.contentversion"
            ),
        ),
        migrations.AddIndex(
            model_name="itemfinding",
            index=models.Index(condition=models.Q(("state", "open")), fields=["content"], name="item_finding_open"),
        ),
        migrations.AddConstraint(
            model_name="itemfinding",
            constraint=models.UniqueConstraint(fields=("item_version", "kind"), name="item_finding_once"),
        ),
        migrations.AddConstraint(
            model_name="itemfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("fixed_by__isnull", True),
                        ("ruled_by__isnull", True),
                        ("state", "open"),
                    ),
                    models.Q(("closed_at__isnull", False), ("ruled_by__isnull", True), ("state", "fixed")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("ruled_by__isnull", False),
                        ("state", "kept"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="item_finding_closed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualityscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score__isnull", True),
                    models.Q(
                        ("high__lte", 1),
                        ("low__gte", 0),
                        ("low__lte", models.F("score")),
                        ("score__lte", models.F("high")),
                    ),
                    _connector="OR",
                ),
                name="quality_score_within_bounds",
            ),
        ),
    ]
