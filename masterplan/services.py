"""Ask for a build, and take care of builds whose process died."""

from django.db import IntegrityError, transaction

from accounts.models import User
from masterplan.book import build as book_build
from masterplan.models import Build, Edition
from tobasmart.audit.services import record
from tobasmart.queue import enqueue

TASK = "masterplan.build"


def request_build(edition: Edition, *, actor: User) -> tuple[Build, bool]:
    """A new build, or the one that is already under way; and whether it is new.

    One active build for each edition is a promise of the database, so two clicks at once join.
    """
    try:
        with transaction.atomic():
            build = Build.objects.create(edition=edition, requested_by=actor)
            record(actor=actor, action="masterplan.requested", target=build)
            enqueue(TASK, build.pk)
            return build, True
    except IntegrityError:
        active = Build.objects.active().filter(edition=edition).first()
        if active is None:  # it finished in between
            return request_build(edition, actor=actor)
        return active, False


def sweep_builds() -> int:
    """Send waiting and orphaned builds again, end those that died three times; builds touched.

    Sending twice is harmless: whoever comes second finds nothing to claim.
    """
    touched = book_build.give_up_stale()
    for pk in Build.objects.claimable().values_list("pk", flat=True):
        with transaction.atomic():
            enqueue(TASK, pk)
        touched += 1
    return touched
