from django.db import migrations

SET_HERE = {"zh": "本地设定", "en": "set here"}


def say_in_both(apps, schema_editor):
    """Where a limit came from was one text; what older alerts say of it stands in both languages as it was."""
    alerts = apps.get_model("alerts", "Alert").objects
    for alert in alerts.only("explanation").iterator(chunk_size=500):
        plain = [row for row in alert.explanation.get("parameters", ()) if isinstance(row.get("source"), str)]
        for row in plain:
            said = row["source"]
            row["source"] = SET_HERE if said == "本地设定 · set here" else {"zh": said, "en": said}
        if plain:
            alerts.filter(pk=alert.pk).update(explanation=alert.explanation)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0008_triage_is_timed")]

    operations = [migrations.RunPython(say_in_both, migrations.RunPython.noop)]
