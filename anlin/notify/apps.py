from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "anlin.notify"
    verbose_name = "通知 Notify"
