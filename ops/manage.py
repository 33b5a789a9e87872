"""``./run manage COMMAND``: with the engines of a running portal, or with its own while it lasts."""

import os
import signal
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from ops.engine import EngineError
from ops.engines import engines

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.dev")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the engines stop too
    try:
        with engines(ROOT / "var", share=True):
            execute_from_command_line(["manage.py", *sys.argv[1:]])
    except EngineError as error:
        raise SystemExit(f"GAGAL: {error}") from None


if __name__ == "__main__":
    main()
