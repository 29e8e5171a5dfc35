"""The audit log: tables that only grow."""

from django.db import migrations

from anlin.access.append_only import statements


def make(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(make, elidable=False)]
