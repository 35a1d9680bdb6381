"""Measures what the design promises; `python -m benchmarks` prints it, and exits 1 on a miss."""
