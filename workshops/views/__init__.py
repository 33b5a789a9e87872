"""Doors of the workshops, one module for each subject; they call rules and hold none."""
