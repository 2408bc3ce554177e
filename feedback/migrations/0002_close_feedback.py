import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Reports of mistakes, and what authors answer."""

    dependencies = [
        ("content", "0018_weigh_evidence"),
        ("feedback", "0001_create_feedback"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="contentfeedback",
            name="feedback_once_each",
        ),
        migrations.RemoveConstraint(
            model_name="contentfeedback",
            name="feedback_rating_1_to_5",
        ),
        migrations.RemoveConstraint(
            model_name="contentfeedback",
            name="feedback_type_known",
        ),
        migrations.RemoveConstraint(
            model_name="contentfeedback",
            name="feedback_addressed_by_another_version",
        ),
        migrations.AddField(
            model_name="contentfeedback",
            name="answer",
            field=models.TextField(blank=True, db_default="", max_length=2000, verbose_name="answer to its writer"),
        ),
        migrations.AddField(
            model_name="contentfeedback",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contentfeedback",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="contentfeedback",
            name="promised_number",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="promised for version"),
        ),
        migrations.AlterField(
            model_name="contentfeedback",
            name="rating",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="rating"),
        ),
        migrations.AlterField(
            model_name="contentfeedback",
            name="status",
            field=models.CharField(
                choices=[("open", "Open"), ("addressed", "Addressed"), ("declined", "Not changed")],
                default="open",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="contentfeedback",
            name="type",
            field=models.CharField(
                choices=[
                    ("quality", "Quality"),
                    ("accuracy", "Accuracy"),
                    ("usefulness", "Usefulness"),
                    ("difficulty", "Difficulty"),
                    ("mistake", "Mistake"),
                ],
                default="quality",
                max_length=20,
                verbose_name="about",
            ),
        ),
        # The older release knows no reports, and nothing that its authors declined: on the way back the first go, and
        # the latter are open again.
        migrations.RunSQL(
            "UPDATE feedback_contentfeedback SET closed_at = updated_at WHERE status = 'addressed'",
            "DELETE FROM feedback_contentfeedback WHERE type = 'mistake';"
            "UPDATE feedback_contentfeedback SET status = 'open' WHERE status = 'declined'",
        ),
        migrations.AddConstraint(
            model_name="contentfeedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("rating__isnull", False),
                        ("rating__range", (1, 5)),
                        models.Q(("type", "mistake"), _negated=True),
                    ),
                    models.Q(
                        ("item__isnull", False),
                        ("rating__isnull", True),
                        ("type", "mistake"),
                        models.Q(("text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="feedback_rated_or_reported",
            ),
        ),
        migrations.AddConstraint(
            model_name="contentfeedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("type__in", ["quality", "accuracy", "usefulness", "difficulty", "mistake"])),
                name="feedback_type_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contentfeedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("addressed_by__isnull", True), ("closed_at__isnull", True), ("status", "open")),
                    models.Q(
                        ("addressed_by__isnull", False),
                        ("closed_at__isnull", False),
                        ("status", "addressed"),
                        models.Q(("addressed_by", models.F("version")), _negated=True),
                    ),
                    models.Q(
                        ("addressed_by__isnull", True),
                        ("promised_number__isnull", True),
                        ("status", "declined"),
                        ("answered_by__isnull", False),
                        ("closed_at__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="feedback_closed_whole",
            ),
        ),
    ]
