from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0009_count_wrong_in_a_row")]

    operations = [
        migrations.AddField(
            model_name="classinvitation",
            name="letter_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="letter sent"),
        ),
    ]
