"""Writes of the masterplan, one module for each subject."""

from masterplan.services.builds import cancel_build, prune_fragments, request_build, sweep_builds

__all__ = ["cancel_build", "prune_fragments", "request_build", "sweep_builds"]
