from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "anlin.residents"
    verbose_name = "居民 Residents"
