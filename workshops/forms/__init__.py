"""Forms of the workshops."""
