"""The door for browsers: pages of real HTML, served by the workers."""
