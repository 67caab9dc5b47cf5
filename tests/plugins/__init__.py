"""The house: what conftest.py gives to every spec. Nothing here knows a topic."""
