"""The review desk: its queue, one idea on it, and what a reviewer does there."""
