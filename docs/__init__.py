"""📚 The site: built from what the suite has seen (`tox -e docs`). Nothing is typed twice."""
