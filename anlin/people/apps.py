from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "anlin.people"
    verbose_name = "人员 People"
