"""What sites print, and how it is found."""
