"""🐍 Where threads meet the interpreter: signals, context, exit, fork, the GIL."""
