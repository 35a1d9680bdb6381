"""A workshop on one machine: the server beside the terminal that opened the room, and the cockpit in it."""
