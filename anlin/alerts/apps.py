from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "anlin.alerts"
    verbose_name = "预警 alerts"
