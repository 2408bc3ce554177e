from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from content.events import register_events


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Study material")

    def ready(self) -> None:
        register_events()
