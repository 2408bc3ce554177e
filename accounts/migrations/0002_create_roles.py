from django.db import migrations

# Every permission a role gives: app, model, codename, name. They are made here, for Django makes them only after all
# migrations have run; it then finds them made.
PERMISSIONS = {
    "access_admin": ("accounts", "user", "Can enter the administration"),
    "add_user": ("accounts", "user", "Can add user"),
    "change_user": ("accounts", "user", "Can change user"),
    "view_user": ("accounts", "user", "Can view user"),
    "view_group": ("auth", "group", "Can view group"),
    "add_content": ("content", "content", "Can add piece of material"),
    "view_content": ("content", "content", "Can view piece of material"),
    "study_content": ("content", "content", "Can study published material"),
    "review_content": ("content", "reviewrequest", "Can review material"),
    "view_reviewrequest": ("content", "reviewrequest", "Can view review request"),
    "view_topic": ("content", "topic", "Can view topic"),
    "add_topic": ("content", "topic", "Can add topic"),
    "change_topic": ("content", "topic", "Can change topic"),
    "view_report": ("reports", "report", "Can read and export reports"),
}

ROLES = {
    "Student": ["study_content"],
    "Teacher": ["add_content", "study_content"],
    "Reviewer": ["access_admin", "review_content", "view_reviewrequest", "study_content"],
    "Staff": ["view_report", "access_admin", "view_topic", "add_topic", "change_topic"],
    "Operator": ["access_admin", "add_user", "change_user", "view_user", "view_group", "view_content"],
}


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, codenames in ROLES.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*(_permission(apps, codename) for codename in codenames))


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


def _permission(apps, codename):
    app_label, model, name = PERMISSIONS[codename]
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_create_people"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_roles, remove_roles)]
