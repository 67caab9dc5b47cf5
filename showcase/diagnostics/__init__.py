"""🔎 What the threads of a program are doing, and what they cost."""
