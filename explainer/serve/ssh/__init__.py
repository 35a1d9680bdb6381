"""Guests over SSH: the connection, its sessions, and who reads at the other end."""
