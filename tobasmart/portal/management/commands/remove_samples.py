from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from submissions.purge import remove_samples
from workshops.purge import remove_sample_workshops


class Command(BaseCommand):
    help = "Remove the practice workshop, all sample ideas and their authors; codes have no gap."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        workshops = remove_sample_workshops(actor=None)
        ideas, people = remove_samples(actor=None)
        self.stdout.write(
            f"{workshops} practice workshops, {ideas} sample ideas"
            f" and {people} sample people removed."
        )
