"""The reports. Another is one module beside these and one line here."""

from reports.catalogue.base import Column, ColumnType, Row, TableReport
from reports.catalogue.content_production import ContentProduction
from reports.catalogue.student_progress import StudentProgress

REPORTS: dict[str, TableReport] = {report.name: report for report in (StudentProgress(), ContentProduction())}

__all__ = ["REPORTS", "Column", "ColumnType", "Row", "TableReport"]
