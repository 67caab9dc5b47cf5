"""🛡️ What threads may rely on: every interleaving, litmus tests, and the built-in types."""
