from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "anlin.care"
    verbose_name = "关怀 Care"
