"""The application, with what is looked at before it starts."""

from django.apps import AppConfig

from taper_app import checks as checks  # registers them


class TaperConfig(AppConfig):
    name = "taper_app"
