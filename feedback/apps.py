from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from content.panels import register_panel
from content.review.evidence import register_evidence


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """The desk of an author and the page of a review stand a floor below, and show what is put there."""
        register_panel("feedback.desk.feedback_panel")
        register_evidence("feedback.evidence.item_feedback")
