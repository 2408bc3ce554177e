"""What a student answered before and after: which of her answers to an item is the first one."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection

# Each student's attempts by the index of her name, their answers by that of the attempt: whatever the tables hold, no
# more is read than what she ever answered. OFFSET keeps the planner from another order.
_FIRST = """
    SELECT DISTINCT ON (a.student_id, v.item_id) a.student_id, v.item_id, a.id
    FROM progress_quizattempt a
    CROSS JOIN LATERAL (
        SELECT r.item_version_id FROM progress_response r WHERE r.attempt_id = a.id OFFSET 0
    ) answered
    JOIN content_itemversion v ON v.id = answered.item_version_id
    WHERE a.student_id = ANY(%s) AND a.finished_at IS NOT NULL
    ORDER BY a.student_id, v.item_id, a.id
"""
_LATER = """
    SELECT a.id, a.student_id
    FROM unnest(%s::uuid[], %s::uuid[]) AS fresh(student_id, id)
    JOIN progress_quizattempt a ON a.student_id = fresh.student_id AND a.id > fresh.id
    WHERE a.finished_at IS NOT NULL
"""


def first_attempts(students: Iterable[UUID]) -> dict[tuple[UUID, UUID], UUID]:
    """By student and item, the first finished attempt of hers that asked it, in any wording and quiz. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [list(students)])
        return {(student, item): attempt for student, item, attempt in cursor.fetchall()}


def later_attempts(fresh: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """By attempt its student: of each student in `fresh`, the finished ones begun after that one. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [list(fresh), list(fresh.values())])
        return dict(cursor.fetchall())
