"""📬 Work handed from thread to thread, nothing lost and nothing twice."""
