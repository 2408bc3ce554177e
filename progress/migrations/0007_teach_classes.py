import django.db.models.deletion
import django.db.models.functions.text
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0018_weigh_evidence"),
        ("progress", "0006_index_waiting_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssignmentException",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes")),
                (
                    "time_limit",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="time limit (minutes)"),
                ),
                ("attempts", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="attempts")),
                ("is_excused", models.BooleanField(default=False, verbose_name="need not do it")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("given_at", models.DateTimeField(verbose_name="given")),
            ],
            options={
                "verbose_name": "exception to an assignment",
                "verbose_name_plural": "exceptions to assignments",
            },
        ),
        migrations.CreateModel(
            name="AssignmentReminder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
            ],
            options={
                "verbose_name": "reminder of an assignment",
                "verbose_name_plural": "reminders of assignments",
            },
        ),
        migrations.CreateModel(
            name="Calibration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("responses", models.PositiveIntegerField(verbose_name="answers")),
                ("students", models.PositiveIntegerField(verbose_name="students")),
                ("items", models.PositiveIntegerField(verbose_name="items")),
                ("spread", models.FloatField(null=True, verbose_name="spread of ability")),
                ("rounds", models.PositiveSmallIntegerField(default=0, verbose_name="rounds")),
                ("has_converged", models.BooleanField(default=False, verbose_name="converged")),
                ("computed_at", models.DateTimeField(verbose_name="as of")),
            ],
            options={
                "verbose_name": "calibration",
                "verbose_name_plural": "calibrations",
            },
        ),
        migrations.CreateModel(
            name="ClassInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="email")),
                ("invited_at", models.DateTimeField(verbose_name="invited")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="declined")),
            ],
            options={
                "verbose_name": "invitation to a class",
                "verbose_name_plural": "invitations to classes",
            },
        ),
        migrations.CreateModel(
            name="Classroom",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=1000, verbose_name="what it is about")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="code")),
                ("is_open", models.BooleanField(default=True, verbose_name="can be joined by its code")),
                ("created_at", models.DateTimeField(verbose_name="made")),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
            ],
            options={
                "verbose_name": "class",
                "verbose_name_plural": "classes",
            },
        ),
        migrations.CreateModel(
            name="ClassTeacher",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_head", models.BooleanField(default=False, verbose_name="head of the class")),
                ("added_at", models.DateTimeField(verbose_name="since")),
            ],
            options={
                "verbose_name": "teacher of a class",
                "verbose_name_plural": "teachers of classes",
            },
        ),
        migrations.CreateModel(
            name="CountedAttempt",
            fields=[
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="counted",
                        serialize=False,
                        to="progress.quizattempt",
                    ),
                ),
                ("answers", models.JSONField(default=list)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "counted attempt",
                "verbose_name_plural": "counted attempts",
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("code", "By code"), ("link", "By link"), ("list", "By invitation")],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("joined_at", models.DateTimeField(verbose_name="joined")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
            },
        ),
        migrations.CreateModel(
            name="ItemDifficulty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("difficulty", models.FloatField(null=True, verbose_name="difficulty (logits)")),
                ("error", models.FloatField(null=True, verbose_name="standard error")),
                ("count", models.PositiveIntegerField(verbose_name="answers")),
                ("right", models.PositiveIntegerField(verbose_name="right answers")),
            ],
            options={
                "verbose_name": "difficulty of an item",
                "verbose_name_plural": "difficulties of items",
            },
        ),
        migrations.CreateModel(
            name="ItemStatistics",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_first", models.BooleanField()),
                ("count", models.PositiveIntegerField(verbose_name="answers")),
                ("facility", models.FloatField(null=True, verbose_name="facility index")),
                ("deviation", models.FloatField(null=True, verbose_name="standard deviation")),
                ("discrimination", models.FloatField(null=True, verbose_name="discrimination index")),
                ("efficiency", models.FloatField(null=True, verbose_name="discriminative efficiency")),
                ("guess_score", models.FloatField(null=True, verbose_name="random guess score")),
                ("reasons", models.JSONField(default=dict)),
                ("options", models.JSONField(default=dict)),
                ("computed_at", models.DateTimeField(verbose_name="as of")),
            ],
            options={
                "verbose_name": "item statistics",
                "verbose_name_plural": "item statistics",
            },
        ),
        migrations.CreateModel(
            name="MarkTally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_first", models.BooleanField()),
                ("mark", models.DecimalField(decimal_places=7, max_digits=8)),
                ("rest", models.DecimalField(decimal_places=12, max_digits=13, null=True)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "tally of marks",
                "verbose_name_plural": "tallies of marks",
            },
        ),
        migrations.CreateModel(
            name="OptionTally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_first", models.BooleanField()),
                ("option", models.CharField(max_length=40)),
                ("rest", models.DecimalField(decimal_places=12, max_digits=13, null=True)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "tally of options",
                "verbose_name_plural": "tallies of options",
            },
        ),
        migrations.CreateModel(
            name="StudentAbility",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ability", models.FloatField(verbose_name="ability (logits)")),
                ("error", models.FloatField(verbose_name="standard error")),
                ("count", models.PositiveIntegerField(verbose_name="answers")),
            ],
            options={
                "verbose_name": "ability of a student",
                "verbose_name_plural": "abilities of students",
            },
        ),
        migrations.AddField(
            model_name="quizattempt",
            name="question_order",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="quizattempt",
            name="to_count",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="what to do")),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes")),
                (
                    "time_limit",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="time limit (minutes)"),
                ),
                ("attempts", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="attempts")),
                (
                    "pass_mark",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pass mark (percent)"),
                ),
                ("given_at", models.DateTimeField(verbose_name="given")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="content.content"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
            },
        ),
        migrations.AddField(
            model_name="quizattempt",
            name="assignment",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quiz_attempts",
                to="progress.assignment",
            ),
        ),
        migrations.AddField(
            model_name="assignmentexception",
            name="assignment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exceptions",
                to="progress.assignment",
            ),
        ),
        migrations.AddField(
            model_name="assignmentexception",
            name="given_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assignmentexception",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assignmentreminder",
            name="assignment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="progress.assignment",
            ),
        ),
        migrations.AddField(
            model_name="assignmentreminder",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="assignmentreminder",
            name="student",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="calibration",
            name="subject",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.topic"
            ),
        ),
        migrations.AddField(
            model_name="classinvitation",
            name="invited_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="classroom",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="classinvitation",
            name="classroom",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="progress.classroom",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="classroom",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="progress.classroom"
            ),
        ),
        migrations.AddField(
            model_name="classteacher",
            name="added_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="classteacher",
            name="classroom",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="teachers",
                to="progress.classroom",
            ),
        ),
        migrations.AddField(
            model_name="classteacher",
            name="teacher",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="classes_taught", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="classroom",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolments",
                to="progress.classroom",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="removed_by",
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
            model_name="enrolment",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="enrolments", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="itemdifficulty",
            name="calibration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="difficulties", to="progress.calibration"
            ),
        ),
        migrations.AddField(
            model_name="itemdifficulty",
            name="item_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="difficulties",
                to="content.itemversion",
            ),
        ),
        migrations.AddField(
            model_name="itemstatistics",
            name="item_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statistics",
                to="content.itemversion",
            ),
        ),
        migrations.AddField(
            model_name="marktally",
            name="item_version",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.itemversion"
            ),
        ),
        migrations.AddField(
            model_name="optiontally",
            name="item_version",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.itemversion"
            ),
        ),
        migrations.AddField(
            model_name="studentability",
            name="calibration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="abilities", to="progress.calibration"
            ),
        ),
        migrations.AddField(
            model_name="studentability",
            name="student",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="abilities",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentexception",
            constraint=models.UniqueConstraint(fields=("assignment", "student"), name="assignment_exception_one_each"),
        ),
        migrations.AddConstraint(
            model_name="assignmentexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_at__isnull", False),
                    ("closes_at__isnull", False),
                    ("time_limit__isnull", False),
                    ("attempts__isnull", False),
                    ("is_excused", True),
                    _connector="OR",
                ),
                name="assignment_exception_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignmentreminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by__isnull", True)),
                fields=("assignment", "student", "due_at"),
                name="assignment_reminder_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="calibration",
            constraint=models.UniqueConstraint(fields=("subject",), name="calibration_one_each", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="classroom",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="classroom_has_name"
            ),
        ),
        migrations.AddIndex(
            model_name="classinvitation",
            index=models.Index(django.db.models.functions.text.Lower("email"), name="class_invitation_of"),
        ),
        migrations.AddConstraint(
            model_name="classinvitation",
            constraint=models.UniqueConstraint(
                models.F("classroom"), django.db.models.functions.text.Lower("email"), name="class_invitation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="classinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("declined_at__isnull", True), _connector="OR"),
                name="class_invitation_one_answer",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", True)), fields=["due_at"], name="assignment_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("classroom", "content"),
                name="assignment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", True), ("due_at__gt", models.F("opens_at")), _connector="OR"),
                    models.Q(("closes_at__isnull", True), ("closes_at__gt", models.F("opens_at")), _connector="OR"),
                    models.Q(
                        ("due_at__isnull", True),
                        ("closes_at__isnull", True),
                        ("closes_at__gte", models.F("due_at")),
                        _connector="OR",
                    ),
                ),
                name="assignment_dates_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_mark__isnull", True), ("pass_mark__lte", 100), _connector="OR"),
                name="assignment_pass_mark_percent",
            ),
        ),
        migrations.AddConstraint(
            model_name="classteacher",
            constraint=models.UniqueConstraint(fields=("classroom", "teacher"), name="class_teacher_once"),
        ),
        migrations.AddConstraint(
            model_name="classteacher",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_head", True)), fields=("classroom",), name="class_teacher_one_head"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(fields=("classroom", "student"), name="enrolment_once"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["code", "link", "list"])), name="enrolment_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at__isnull", False), ("removed_by__isnull", True), _connector="OR"),
                name="enrolment_removed_has_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemdifficulty",
            constraint=models.UniqueConstraint(fields=("item_version", "calibration"), name="item_difficulty_one_each"),
        ),
        migrations.AddConstraint(
            model_name="itemstatistics",
            constraint=models.UniqueConstraint(fields=("item_version", "is_first"), name="item_statistics_one_each"),
        ),
        migrations.AddConstraint(
            model_name="itemstatistics",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discrimination__isnull", True), ("discrimination__range", (-1, 1)), _connector="OR"
                ),
                name="item_statistics_discrimination_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="marktally",
            constraint=models.UniqueConstraint(
                fields=("item_version", "is_first", "mark", "rest"), name="mark_tally_one_each", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="optiontally",
            constraint=models.UniqueConstraint(
                fields=("item_version", "is_first", "option", "rest"),
                name="option_tally_one_each",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="studentability",
            constraint=models.UniqueConstraint(fields=("student", "calibration"), name="student_ability_one_each"),
        ),
    ]
