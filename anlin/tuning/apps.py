from django.apps import AppConfig


class TuningConfig(AppConfig):
    name = "anlin.tuning"
    verbose_name = "调参 Tuning"
