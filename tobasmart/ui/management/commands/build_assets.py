"""``build_assets``: stylesheet, script and web font from sources and packages."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tobasmart.ui.assets import build_assets


class Command(BaseCommand):
    help = "Build the stylesheet, the script and the web font that every page loads."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for path in build_assets(settings.BASE_DIR / "static", settings.ASSETS):
            self.stdout.write(f"{path.name}: {path.stat().st_size / 1024:.1f} KB")
