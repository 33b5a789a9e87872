"""Doors of the masterplan, one module for each subject; they call rules and hold none."""
