"""Rooms in a server: what a worker knows of them, how guests follow, how a leader leads."""
