"""Evidence for and against each line, and what follows."""
