"""🔒 Threads that take turns, wait for each other, and start together."""
