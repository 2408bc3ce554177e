from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from content.learners import register_follower
from content.panels import register_panel
from content.piece_links import register_links
from content.quality_parts import register_item_evidence, register_part
from content.review.evidence import register_evidence
from feedback.events import register_events


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        """The desk of an author and the page of a review stand a floor below, and show what is put there."""
        register_events()
        register_panel("feedback.desk.feedback_panel")
        register_links("feedback.desk.feedback_links")
        register_follower("feedback.actions.closing.follow_version")
        register_part("feedback.quality.ratings_part")
        register_part("feedback.quality.reports_part")
        register_item_evidence("feedback", "feedback.quality.item_evidence")
        register_evidence("feedback.evidence.item_feedback")
