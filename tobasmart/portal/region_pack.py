"""Load a whole region pack in one transaction: all of it, or nothing."""

from pathlib import Path

from django.db import transaction

from accounts import load as accounts_load
from dimensions import load as dimensions_load
from masterplan import load as masterplan_load
from submissions import load as submissions_load
from tobasmart.audit.services import record
from tobasmart.packfile import Pack, PackError, Report
from workshops import load as workshops_load


@transaction.atomic
def load_pack(folder: Path, *, samples: bool = True) -> Report:
    """Each app loads its part, lower apps first. Raises ``PackError``; then nothing was changed."""
    if not folder.is_dir():
        raise PackError(f"{folder}: no such folder")
    pack = Pack(folder)
    programme = dimensions_load.load(pack)
    accounts_load.load(pack)
    workshops_load.load(pack, programme)
    masterplan_load.load(pack, programme)
    submissions_load.load_rubric(pack, programme)
    if samples:
        submissions_load.load(pack, programme)
    if any(new or changed for new, changed, _ in pack.report.counts.values()):
        record(actor=None, action="pack.loaded", target=programme, counts=pack.report.counts)
    return pack.report
