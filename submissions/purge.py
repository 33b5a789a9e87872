"""The one service that lifts the append-only rules: removal of samples, with an audit entry."""

import pgtrigger
from django.db import transaction

from accounts.models import Organisation, User
from submissions.choices import IdeaStatus
from submissions.models import Attachment, Decision, Idea, IdeaVersion
from tobasmart.audit.services import record
from tobasmart.files import storage

_ROWS_OF_VERSIONS = (
    "IdeaDistrict", "SupportingAgency", "YearBudget", "Indicator", "Target", "VersionAttachment",
)  # fmt: skip


@transaction.atomic
def remove_samples(*, actor: User | None) -> tuple[int, int]:
    """Delete every sample idea, sample person and sample organisation; (ideas, people).

    Sample codes have a series of their own, so no real code gets a gap.
    """
    samples = Idea.objects.filter(is_sample=True)
    ideas = samples.count()
    pks = list(samples.values_list("pk", flat=True))
    files = Attachment.objects.filter(idea_id__in=pks)
    storage.remove_after_commit(files.values_list("key", flat=True))
    with pgtrigger.ignore(*_uris()):
        samples.update(
            status=IdeaStatus.DRAFT,
            draft_version=None,
            current_version=None,
            approved_version=None,
            decision=None,
            merged_into=None,
        )
        Decision.objects.filter(idea_id__in=pks).delete()
        IdeaVersion.objects.filter(idea_id__in=pks).delete()
        Idea.objects.filter(pk__in=pks).delete()
    people, _ = User.objects.filter(is_sample=True, ideas__isnull=True).delete()
    Organisation.objects.filter(is_sample=True, people__isnull=True, ideas__isnull=True).delete()
    record(actor=actor, action="samples.removed", target=None, ideas=ideas)
    return ideas, people


def _uris() -> list[str]:
    return [
        "submissions.Decision:append_only",
        "submissions.IdeaVersion:frozen_version",
        *(f"submissions.{name}:rows_of_frozen_version" for name in _ROWS_OF_VERSIONS),
    ]
