from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from dimensions.models import Programme
from tobasmart.portal.demo import create_demo_accounts, prepare_demo_workshop
from tobasmart.portal.region_pack import load_pack


class Command(BaseCommand):
    help = "Bring database, assets and first data up to date; runs before the portal starts."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("build_assets", verbosity=0)
        if settings.STATIC_ROOT:
            call_command("collectstatic", interactive=False, verbosity=0)
        if not Programme.objects.exists():
            report = load_pack(settings.REGION_PACK)
            self.stdout.write(report.summary())
        if settings.DEMO:
            create_demo_accounts()
            prepare_demo_workshop()
