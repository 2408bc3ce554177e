"""How items fare in quizzes: what each answer says of its item, the counts of that, and the figures that follow from
the counts. docs/decisions/0024 says why it is done by counts; `progress.actions.counting` keeps them."""
