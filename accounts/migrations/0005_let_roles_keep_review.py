from django.db import migrations

# Made here, for Django makes permissions only after all migrations have run; it then finds them made.
PERMISSIONS = {
    "withdraw_content": ("content", "content", "Can withdraw published material in an emergency"),
    "view_reviewrule": ("content", "reviewrule", "Can view second step"),
    "add_reviewrule": ("content", "reviewrule", "Can add second step"),
    "change_reviewrule": ("content", "reviewrule", "Can change second step"),
    "delete_reviewrule": ("content", "reviewrule", "Can delete second step"),
    "view_reviewpolicy": ("content", "reviewpolicy", "Can view review policy"),
    "change_reviewpolicy": ("content", "reviewpolicy", "Can change review policy"),
    "view_checksetting": ("content", "checksetting", "Can view automated check"),
    "change_checksetting": ("content", "checksetting", "Can change automated check"),
    "view_notice": ("accounts", "notice", "Can view notice"),
    "change_notice": ("accounts", "notice", "Can change notice"),
}
KEEPING = [name for name in PERMISSIONS if "review" in name or "check" in name]
ROLES = {
    "Reviewer": ["withdraw_content"],
    "Staff": ["withdraw_content", *KEEPING],
    "Operator": ["withdraw_content", "view_notice", "change_notice"],
}


def grant(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*(_permission(apps, codename) for codename in ROLES[group.name]))


def take_back(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.remove(*(_permission(apps, codename) for codename in ROLES[group.name]))


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
    dependencies = [("accounts", "0004_keep_notices")]
    operations = [migrations.RunPython(grant, take_back)]
