"""What classes are given to do, and how far they are with it."""
