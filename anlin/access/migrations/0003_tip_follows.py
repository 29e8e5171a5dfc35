"""The log's tip follows each record by itself, so that whoever adds records needs no right to change the tip."""

from django.db import migrations

from anlin.access.append_only import following


def make(apps, schema_editor):
    for statement in following(schema_editor.connection):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_append_only")]
    operations = [migrations.RunPython(make, elidable=False)]
