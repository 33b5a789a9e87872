"""The rubric: criteria and weights, changed by an admin until the first score is given."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from dimensions.models import Programme
from submissions.models import Criterion, Score
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record


class RubricFrozenError(Exception):
    """Scores were given with this rubric; another one would make them mean something else."""


@dataclass(frozen=True)
class CriterionText:
    """One line of the rubric. ``code`` is empty for a new one."""

    code: str
    name: str
    hint: str
    weight: int
    position: int
    is_active: bool


def is_frozen(programme: Programme) -> bool:
    return Score.objects.filter(criterion__programme=programme).exists()


@transaction.atomic
def save_rubric(programme: Programme, *, actor: User, lines: Sequence[CriterionText]) -> bool:
    """Store the lines; False when nothing was different. Raises ``RubricFrozenError``."""
    if not actor.is_admin:
        raise NotAllowedError("rubric")
    # Locked, so that nobody scores with the old rubric in between (scores lock its lines, too).
    known = {
        criterion.code: criterion
        for criterion in Criterion.objects.select_for_update().filter(programme=programme)
    }
    if is_frozen(programme):
        raise RubricFrozenError
    changed = [
        line for line in lines if line.code not in known or _text_of(known[line.code]) != line
    ]
    for line in changed:
        _store(programme, line, known.get(line.code), taken=set(known))
    if changed:
        record(
            actor=actor,
            action="rubric.changed",
            target=programme,
            before=[asdict(_text_of(known[each.code])) for each in changed if each.code in known],
            after=[asdict(line) for line in changed],
        )
    return bool(changed)


def _text_of(criterion: Criterion) -> CriterionText:
    return CriterionText(
        criterion.code,
        criterion.name,
        criterion.hint,
        criterion.weight,
        criterion.position,
        criterion.is_active,
    )


def _store(
    programme: Programme, line: CriterionText, known: Criterion | None, *, taken: set[str]
) -> None:
    criterion = known or Criterion(programme=programme, code=_free_code(line.name, taken))
    criterion.name, criterion.hint, criterion.weight = line.name, line.hint, line.weight
    criterion.position, criterion.is_active = line.position, line.is_active
    criterion.save()
    taken.add(criterion.code)


def _free_code(name: str, taken: set[str]) -> str:
    base = slugify(name)[:34] or "kriteria"
    # "abstain" is the name of a field beside the criteria.
    return base if base not in taken | {"abstain"} else f"{base}-{len(taken) + 1}"
