"""What make calls: set-up, the compiled story, docs from the program, pictures and their cells."""
