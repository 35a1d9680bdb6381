"""A rehearsal: simulated people and a simulated leader in a real room, on a clock that need not be the world's."""
