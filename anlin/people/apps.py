from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "anlin.people"
    verbose_name = "人员 People"

    def import_models(self) -> None:
        super().import_models()
        # The second factor is a model of this app that lives beside what it does.
        from anlin.people import second_factor  # noqa: F401
