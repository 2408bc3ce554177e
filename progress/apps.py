from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from content.learners import register_follower, register_learners
from content.panels import register_panel
from content.piece_links import register_links
from content.quality_parts import register_item_evidence
from content.review.evidence import register_evidence
from progress.class_events import register_class_events
from progress.events import register_events
from progress.statistics.fault_words import register_faults
from progress.work_events import register_work_events


class ProgressConfig(AppConfig):
    name = "progress"
    verbose_name = _("Study and progress")

    def ready(self) -> None:
        register_events()
        register_work_events()
        register_class_events()
        register_work_events()
        register_faults()
        register_learners("progress.learners.learners_of")
        register_follower("progress.actions.changing.follow_version")
        register_links("progress.studio.quiz_links")
        register_links("progress.studio.class_links")
        register_links("progress.studio.material_links")
        register_panel("progress.studio.waiting_panel")
        register_panel("progress.classes.panel.help_panel")
        register_evidence("progress.evidence.item_statistics")
        register_item_evidence("statistics", "progress.quality.item_evidence")
