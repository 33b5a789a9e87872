"""Ask for a build, and take care of builds whose process died."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from masterplan.book import build as book_build
from masterplan.book import progress
from masterplan.models import Build, CachedFragment, Edition
from tobasmart.audit.services import record
from tobasmart.queue import enqueue

TASK = book_build.BUILD_TASK
KEPT = timedelta(days=30)  # of a fragment no build has used


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
    waiting = [(TASK, pk) for pk in Build.objects.claimable().values_list("pk", flat=True)]
    quiet = Build.objects.quiet().values_list("pk", flat=True)
    for task, pk in (*waiting, *((book_build.FRAGMENTS_TASK, pk) for pk in quiet)):
        book_build.send(task, pk)
        touched += 1
    return touched


def cancel_build(build: Build, *, actor: User) -> bool:
    """End an active build; False when it had ended before."""
    with transaction.atomic():
        if not progress.cancel(build.pk):
            return False
        record(actor=actor, action="masterplan.cancelled", target=build)
    return True


def prune_fragments() -> int:
    """Forget fragments out of use; how many. One that is asked for again is rendered again."""
    old = CachedFragment.objects.filter(used_at__lt=timezone.now() - KEPT)
    store, done = book_build.store(), 0
    for key in old.values_list("key", flat=True).iterator(chunk_size=500):
        store.remove(key)
        CachedFragment.objects.filter(pk=key, used_at__lt=timezone.now() - KEPT).delete()
        done += 1
    return done
