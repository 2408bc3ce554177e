from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from content.panels import register_panel


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """The desk of an author stands a floor below, and shows what is put there."""
        register_panel("feedback.desk.feedback_panel")
