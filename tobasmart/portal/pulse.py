"""Where the worker's pulse is kept; read by ``/sehat/``, written by the pulse task."""

PULSE_KEY = "portal.worker-pulse"
