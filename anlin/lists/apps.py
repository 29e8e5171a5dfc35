from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "anlin.lists"
    verbose_name = "名单 Lists"
