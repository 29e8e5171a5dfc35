from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "anlin.people"
    verbose_name = "人员 People"

    def import_models(self) -> None:
        super().import_models()
        # Models of this app that live beside what they do.
        from anlin.people import alarms, first_run, passkeys, second_factor, stops  # noqa: F401
