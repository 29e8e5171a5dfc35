from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "anlin.places"
    verbose_name = "场所 Places"
