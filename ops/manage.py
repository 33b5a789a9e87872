"""``./run manage COMMAND``: a Django command with a running portal's engines, else with its own."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

from ops.engine import EngineError
from ops.engines import engines
from ops.serve import VAR, exit_on_signals

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.dev")
    exit_on_signals()
    try:
        with engines(VAR, share=True):
            execute_from_command_line(["./run manage", *sys.argv[1:]])
    except EngineError as error:
        raise SystemExit(f"GAGAL: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGINT) from None
