"""The figures of a student's own study: each is computed by one function here, from the rows that `rows` says count.
Whatever shows a figure takes it from here: the desk, the page that it opens to, a report."""
