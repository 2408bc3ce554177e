"""Large, consistent databases, made in little time: for benchmarks, and to see how pages bear many rows.

A few pieces are written, reviewed, published and studied through the real actions, in a transaction that is taken
back; what they wrote is multiplied in the database (see `factoria.datasets.staging`). Nothing is switched off
meanwhile: every constraint and trigger sees every row.
"""

from factoria.datasets.making import Size, TooFewQuizzesError, make_dataset

__all__ = ["Size", "TooFewQuizzesError", "make_dataset"]
