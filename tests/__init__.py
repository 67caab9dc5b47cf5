import showcase  # says which Python it needs  # noqa: F401
