"""A school in fast motion: its students study for weeks through the actions that people use, its teacher goes on
editing meanwhile, and at the end everything that is computed is computed anew."""
