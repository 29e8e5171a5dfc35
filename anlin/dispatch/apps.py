from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "anlin.dispatch"
    verbose_name = "联动 Dispatch"
