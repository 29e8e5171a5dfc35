"""What older alerts hold is made what is read today."""

from importlib import import_module

from django.apps import apps

from anlin.alerts.conftest import condition
from anlin.alerts.models import Alert

SOURCES = import_module("anlin.alerts.migrations.0009_sources_in_both_languages")


def test_older_alerts_say_in_both_languages_where_a_limit_came_from(sink):
    sink.apply(1, 1, 1, [condition()])
    rows = [{"name": "count", "source": "practice"}, {"name": "lasting_s", "source": "本地设定 · set here"}]
    Alert.objects.update(explanation={"title": {"zh": "车", "en": "Car"}, "parameters": rows})
    for _ in range(2):  # Once more changes nothing.
        SOURCES.say_in_both(apps, None)
        explanation = Alert.objects.get().explanation
        assert [row["source"] for row in explanation["parameters"]] == [
            {"zh": "practice", "en": "practice"}, {"zh": "本地设定", "en": "set here"},
        ]  # fmt: skip
        assert explanation["title"] == {"zh": "车", "en": "Car"}
