#!/usr/bin/env python3
"""Entry point of every Django command. ``./run manage COMMAND`` adds the private engines."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.dev")
    execute_from_command_line(sys.argv)
