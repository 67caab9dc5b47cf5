"""🛠️ The logger, and the few verbs that every scenario shares."""
