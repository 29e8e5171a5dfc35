from django.db import migrations, models
from django.db.models import Max


def end_all_but_the_last(apps, schema_editor):
    """Of several patrols of one person that began at once, one is under way; those that are over are known to be."""
    patrols = apps.get_model("dispatch", "Patrol").objects
    last = patrols.values("who").annotate(last=Max("pk")).values("last")
    patrols.exclude(pk__in=list(last.values_list("last", flat=True))).update(is_over=True)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0003_patrols")]

    operations = [
        migrations.AddField(
            model_name="patrol",
            name="is_over",
            field=models.BooleanField(
                default=False, help_text="Noted when the next one begins, or this one is ended by word."
            ),
        ),
        migrations.RunPython(end_all_but_the_last, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="patrol",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_over", False)), fields=("who",), name="one_patrol_at_a_time"
            ),
        ),
    ]
