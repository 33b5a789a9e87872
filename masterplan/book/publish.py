"""The last step of a final build: its edition is published, the next one begins."""

from django.db.models import Max
from django.utils import timezone

from masterplan.models import Build, Edition
from tobasmart.audit.services import record


def publish_edition(build: Build) -> Edition:
    """Number the edition and put it in force; called in the transaction that stores the file."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=build.edition_id)
    last = Edition.objects.filter(programme_id=edition.programme_id).aggregate(n=Max("number"))
    edition.number = (last["n"] or 0) + 1
    edition.published_at, edition.published_by = timezone.now(), build.requested_by
    edition.published_build = build
    edition.save(update_fields=["number", "published_at", "published_by", "published_build"])
    record(
        actor=build.requested_by, action="edition.published", target=edition, sha256=build.sha256
    )
    _begin_next(edition)
    return edition


def _begin_next(edition: Edition) -> None:
    number = (edition.number or 0) + 1
    taken = set(Edition.objects.values_list("slug", flat=True))
    slug = f"edisi-{number}"
    while slug in taken:
        number += 1
        slug = f"edisi-{number}"
    Edition.objects.create(programme_id=edition.programme_id, slug=slug, name=f"Edisi {number}")
