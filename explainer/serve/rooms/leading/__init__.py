"""Whoever leads a room: their place in it, their commands, and what their cockpit shows."""
