"""Reading for review: the queue, the sheet of one request, threads, evidence, agreement, the record. What changes
anything stands in `content.actions`."""
