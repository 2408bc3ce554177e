from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_let_roles_keep_review")]
    operations = [
        migrations.AddField(
            model_name="notice",
            name="email_tried_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last attempt"),
        ),
    ]
