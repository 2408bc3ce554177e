from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("content", "0013_keep_record_whole"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewerGroup",
            fields=[],
            options={
                "verbose_name": "group of reviewers",
                "verbose_name_plural": "groups of reviewers",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("auth.group",),
        ),
    ]
