from django.db import migrations
from django.db.models import F


def time_what_waits(apps, schema_editor):
    """What waited to be judged had no time running and could lie for ever; it is due at the first look."""
    alerts = apps.get_model("alerts", "Alert").objects
    alerts.filter(work_state="triage", due_at=None, shadow=False).exclude(mode_state="held").update(
        due_at=F("opened_at")
    )


class Migration(migrations.Migration):
    dependencies = [("alerts", "0007_joint_work")]

    operations = [migrations.RunPython(time_what_waits, migrations.RunPython.noop)]
