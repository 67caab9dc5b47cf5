"""🧵 Python threading, one scenario a module. List them: python -m showcase"""
