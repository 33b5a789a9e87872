"""A region pack's rubric and sample ideas: whole ideas with versions and decisions, all marked."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.choices import OrganisationKind, Role
from accounts.models import Grant, Organisation, User
from dimensions.calendar import add_working_days
from dimensions.models import (
    Dimension,
    District,
    FundSource,
    PriorityProgramme,
    Programme,
    Subdimension,
)
from submissions.choices import DecisionKind, IdeaStatus, InnovationKind
from submissions.models import Criterion, Decision, FieldNote, Idea
from submissions.similar import index_version
from submissions.text import IdeaText, IndicatorText
from tobasmart.audit.services import record
from tobasmart.packfile import Pack, Row

REVIEWER_AGENCY = "bapperida"


def load_rubric(pack: Pack, programme: Programme) -> None:
    """The first criteria of the review desk; an admin's own are never touched again."""
    if Criterion.objects.filter(programme=programme).exists():
        return
    for position, row in enumerate(pack.document("reference.yaml").rows("rubric"), 1):
        key = {"programme_id": programme.pk, "code": row["kode"]}
        pack.store(Criterion, row, key, name=row["nama"], hint=row["keterangan"], position=position)


def load(pack: Pack, programme: Programme) -> None:
    """Ideas that are there already stay as they are, so loading twice changes nothing."""
    for row in pack.document("sample_ideas.json").rows("ideas"):
        code = row["code"]
        if not code.startswith("CONTOH-"):
            raise row.fail(f"a sample's code begins with CONTOH-, not {code!r}")
        if Idea.objects.filter(code=code).exists():
            pack.report.note("sample idea", "unchanged")
            continue
        _create(row, programme)
        pack.report.note("sample idea", "created")


def _create(row: Row, programme: Programme) -> None:
    text = _text(row)
    author = _sample_author(row)
    idea = Idea.objects.create(
        programme=programme, author=author, organisation=author.organisation, is_sample=True
    )
    version = text.begin(idea, number=1)
    version.frozen_at = timezone.now()
    version.save(update_fields=["frozen_at"])
    index_version(version)
    idea.code = row["code"]
    idea.dimension_id, idea.subdimension_id = text.dimension_id, text.subdimension_id
    idea.current_version = version
    idea.submitted_at = idea.taken_up_at = timezone.now()
    idea.status = IdeaStatus(row["status"])
    record(actor=author, action="idea.submitted", target=idea, sample=True)
    record(actor=None, action="idea.in_review", target=idea, sample=True)
    if idea.status != IdeaStatus.IN_REVIEW:
        _decide(idea, row)
    idea.save()


def _decide(idea: Idea, row: Row) -> None:
    note = row.get("note")
    reason = row.get("reason", "") or (note["text"] if note else "")
    due_on = None
    if idea.status == IdeaStatus.NEEDS_REVISION:
        due_on = add_working_days(timezone.localdate(), idea.programme.revision_days)
    idea.decision = Decision.objects.create(  # type: ignore[misc]  # a version is there
        idea=idea,
        version=idea.current_version,
        kind=DecisionKind(idea.status),
        reason=reason,
        due_on=due_on,
        actor=_sample_reviewer(row),
    )
    idea.decided_at, idea.revision_due_on = idea.decision.made_at, due_on
    if idea.status == IdeaStatus.APPROVED:
        idea.approved_version = idea.current_version
    if note:
        FieldNote.objects.create(decision=idea.decision, field=note["field"], text=note["text"])
    record(actor=None, action=f"idea.{idea.status}", target=idea, sample=True)


def _text(row: Row) -> IdeaText:
    districts = row["districts"]
    return IdeaText(
        **_plan(Row(row.get("later", {}), f"{row.place}, later")),
        title=row["title"],
        dimension_id=_find(row, Dimension, code=row["dimension"]),
        subdimension_id=_find(row, Subdimension, code=row["subdimension"]),
        problem=row["problem"],
        solution=row["solution"],
        beneficiaries=row["beneficiaries"],
        covers_region=districts == "all",
        owner_agency_id=_find(row, Organisation, key=row["owner_agency"].lower()),
        start_year=row["start_year"],
        end_year=row["end_year"],
        districts=()
        if districts == "all"
        else tuple(_find(row, District, code=code) for code in sorted(districts)),
        budgets=tuple(
            (line["year"], _find(line, FundSource, code=line["fund_source"]), line["amount_idr"])
            for line in row.rows("budget")
        ),
        indicators=(_indicator(Row(row["indicator"], f"{row.place}, indicator")),),
    )


def _plan(row: Row) -> dict[str, Any]:
    """What only the full form asks for; a pack may leave all of it out."""
    if not row:
        return {}
    low, high = row["estimate_idr"]
    agencies = [_find(row, Organisation, key=key.lower()) for key in row["supporting_agencies"]]
    return {
        "supporting_agencies": tuple(dict.fromkeys(agencies)),
        "partners": ", ".join(row["partners"]),
        "estimate_idr": low,
        "estimate_upper_idr": high,
        "estimate_source_id": _find(row, FundSource, code=row["fund_sources"][0]),
        "innovation_kind": InnovationKind(row["innovation_kind"].lower()),
        "is_quick_win": row["is_quick_win"],
        "risk": row["risk"],
        "sustainability": row["sustainability"],
        "priority_programme_id": _find(row, PriorityProgramme, code=row["priority_programme"]),
    }


def _indicator(row: Row) -> IndicatorText:
    known = row["baseline"] is not None
    return IndicatorText(
        name=row["name"],
        unit=row["unit"],
        direction=row["direction"],
        baseline_value=Decimal(str(row["baseline"])) if known else None,
        baseline_year=row["baseline_year"] if known else None,
        baseline_source=row["baseline_source"][:200] if known else "",
        baseline_plan="" if known else row["baseline_source"],
        targets=tuple((int(y), Decimal(str(value))) for y, value in sorted(row["targets"].items())),
    )


def _find(row: Row, model: type, **lookup: str) -> int:
    found = model.objects.filter(**lookup).values_list("pk", flat=True).first()  # type: ignore[attr-defined]
    if found is None:
        raise row.fail(f"unknown {model.__name__.lower()} {next(iter(lookup.values()))!r}")
    return int(found)


def _sample_author(row: Row) -> User:
    if row["proposer_kind"] == "umkm":
        organisation, _ = Organisation.objects.get_or_create(
            key="contoh-umkm-balige",
            defaults={
                "name": "Kelompok UMKM Balige (contoh)",
                "kind": OrganisationKind.UMKM,
                "is_sample": True,
            },
        )
    else:
        organisation = Organisation.objects.get(
            pk=_find(row, Organisation, key=row["owner_agency"].lower())
        )
    return _sample_person(
        f"contoh-{organisation.key}".replace("contoh-contoh", "contoh"), organisation
    )


def _sample_reviewer(row: Row) -> User:
    agency = Organisation.objects.get(pk=_find(row, Organisation, key=REVIEWER_AGENCY))
    return _sample_person("contoh-peninjau", agency)


def _sample_person(username: str, organisation: Organisation) -> User:
    person = User.objects.filter(username=username).first()
    if person is None:
        person = User.objects.create_user(
            username,
            f"{username}@contoh.invalid",
            None,
            display_name=f"Penulis contoh {organisation.short_name or 'UMKM'}",
            organisation=organisation,
            is_sample=True,
        )
        Grant.objects.create(user=person, role=Role.PARTICIPANT)
    return person
