from django.db import migrations

# Made here, for Django makes permissions only after all migrations have run; it then finds them made.
PERMISSIONS = {
    f"{verb}_reviewergroup": f"Can {verb} group of reviewers" for verb in ("view", "add", "change", "delete")
}
GROUPS = ["Subject reviewers", "Editors"]


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name="Staff"):
        group.permissions.add(*(_permission(apps, codename) for codename in PERMISSIONS))
    for name in GROUPS:
        Group.objects.get_or_create(name=name)


def take_back(apps, schema_editor):
    """The groups stay: people may belong to them, and rules name them."""
    for group in apps.get_model("auth", "Group").objects.filter(name="Staff"):
        group.permissions.remove(*(_permission(apps, codename) for codename in PERMISSIONS))


def _permission(apps, codename):
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="content", model="reviewergroup"
    )
    permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": PERMISSIONS[codename]}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_remember_email_attempts")]
    operations = [migrations.RunPython(grant, take_back)]
