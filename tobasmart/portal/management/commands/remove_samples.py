from typing import Any

from django.core.management.base import BaseCommand

from submissions.purge import remove_samples


class Command(BaseCommand):
    help = "Remove all sample ideas and their authors; real ideas and codes are untouched."

    def handle(self, *args: Any, **options: Any) -> None:
        ideas, people = remove_samples(actor=None)
        self.stdout.write(f"{ideas} sample ideas and {people} sample people removed.")
