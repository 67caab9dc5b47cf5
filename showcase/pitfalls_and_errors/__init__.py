"""💥 What goes wrong, forced to happen, and the cure beside it."""
