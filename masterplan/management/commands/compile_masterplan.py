import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from masterplan.book.content import gather
from masterplan.book.press import press
from masterplan.models import Edition


class Command(BaseCommand):
    help = "Compile the masterplan into a PDF without browser, queue or build row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", help="slug; default: the newest edition")
        parser.add_argument("--output", required=True, type=Path, help="the PDF to write")

    def handle(self, *args: Any, **options: Any) -> None:
        editions = Edition.objects.select_related("programme").newest_first()
        if options["edition"]:
            editions = editions.filter(slug=options["edition"])
        edition = editions.first()
        if edition is None:
            raise CommandError("There is no such edition. Load the region pack first.")
        pressed = press(gather(edition))
        if pressed.problems:
            raise CommandError("The file failed its check: " + "; ".join(pressed.problems))
        output: Path = options["output"].resolve()
        half = output.with_name(f".{output.name}.{os.getpid()}")
        half.write_bytes(pressed.data)
        half.replace(output)
        self.stdout.write(f"{output}: {pressed.page_count} pages, sha256 {pressed.sha256}")
