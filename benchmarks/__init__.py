"""How well and how fast the cleaner works, measured on labelled pages beside its peers."""
