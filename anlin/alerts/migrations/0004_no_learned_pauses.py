from django.db import migrations


BECAUSE = {
    "zh": "安静得比老人平时这个时候久，已 {lasting}。",
    "en": "Silent for longer than is usual for this person, {lasting} now.",
}


def forget(apps, schema_editor):
    """Alerts of care told the usual pause of a home; what was learned lives in the engine's memory only (LU-37)."""
    alerts = apps.get_model("alerts", "Alert").objects.filter(model="elderly_inactivity")
    told = alerts.filter(rule__in=("silence", "bathroom"))
    told.update(value=0.0)
    for alert in told.iterator():
        if "{usual}" in alert.explanation.get("because", {}).get("zh", ""):
            alert.explanation["because"] = BECAUSE
            alert.save(update_fields=["explanation"])


class Migration(migrations.Migration):
    dependencies = [("alerts", "0003_handover")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
