"""Forms of the masterplan."""
