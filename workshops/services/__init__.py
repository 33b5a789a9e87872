"""Writes at a workshop, one module for each subject."""
