"""The reports. Another is one module beside these and one line here."""

from reports.catalogue.base import Column, ColumnType, ComputedReport, Report, Row, TableReport
from reports.catalogue.content_production import ContentProduction
from reports.catalogue.review_agreement import ReviewAgreement
from reports.catalogue.student_progress import StudentProgress

_ALL: tuple[Report, ...] = (StudentProgress(), ContentProduction(), ReviewAgreement())
REPORTS: dict[str, Report] = {report.name: report for report in _ALL}

__all__ = ["REPORTS", "Column", "ColumnType", "ComputedReport", "Report", "Row", "TableReport"]
