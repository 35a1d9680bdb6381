"""The processes of a server: a front that listens and counts, a template that is forked, workers with the guests."""
