from django.db import migrations

# Made here, for Django makes permissions only after all migrations have run; it then finds them made.
PERMISSIONS = {
    "delete_topic": ("topic", "Can delete topic"),
    "view_tag": ("tag", "Can view tag"),
    "add_tag": ("tag", "Can add tag"),
    "change_tag": ("tag", "Can change tag"),
    "delete_tag": ("tag", "Can delete tag"),
}


def grant(apps, schema_editor):
    for staff in apps.get_model("auth", "Group").objects.filter(name="Staff"):
        staff.permissions.add(*(_permission(apps, codename) for codename in PERMISSIONS))


def take_back(apps, schema_editor):
    for staff in apps.get_model("auth", "Group").objects.filter(name="Staff"):
        staff.permissions.remove(*(_permission(apps, codename) for codename in PERMISSIONS))


def _permission(apps, codename):
    model, name = PERMISSIONS[codename]
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="content", model=model
    )
    permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_create_roles")]
    operations = [migrations.RunPython(grant, take_back)]
