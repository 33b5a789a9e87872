"""Uploaded files: checks by content, re-encoding of pictures, safe serving. Knows no app."""
