from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tobasmart.packfile import PackError
from tobasmart.portal.region_pack import load_pack


class Command(BaseCommand):
    help = "Load a region's dimensions, agencies, districts, workshops, outline and samples."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pack", type=Path, default=settings.REGION_PACK)
        parser.add_argument("--no-samples", action="store_true", help="leave the sample ideas out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_pack(options["pack"], samples=not options["no_samples"])
        except PackError as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        self.stdout.write(report.summary())
