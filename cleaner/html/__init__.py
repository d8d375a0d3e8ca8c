"""HTML in: bytes to text, text to lines as a reader sees them, with what the markup says about each."""
