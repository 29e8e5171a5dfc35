from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "anlin.access"
    verbose_name = "访问 Access"
