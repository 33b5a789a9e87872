"""Rows of worksheets: who may write them, what is kept, what comes back."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from masterplan.forms.worksheets import RowForm
from masterplan.models import DataRequest, SheetRow
from masterplan.services import worksheets as services
from masterplan.worksheets.reading import columns_of, completeness_of, shown_value
from masterplan.worksheets.sheets import SHEETS
from submissions.transitions import NotAllowedError
from tests.factories import (
    DimensionFactory,
    OrganisationFactory,
    ProgrammeFactory,
    SubdimensionFactory,
    UserFactory,
)
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PROBLEMS, GOALS = SHEETS["permasalahan"], SHEETS["sasaran"]


def asked_user(sheet="permasalahan"):
    """Someone of an agency that was asked for the worksheet."""
    user = UserFactory(organisation=OrganisationFactory())
    DataRequest.objects.create(
        programme=ProgrammeFactory(),
        organisation=user.organisation,
        sheet=sheet,
        wanted="Masalah perangkat daerah Anda",
        due_on=timezone.localdate() + timedelta(days=7),
        asked_by=UserFactory(roles=["admin"]),
    )
    return user


def problem(**changes):
    return {"dimension": DimensionFactory(), "problem": "Sampah belum terpilah."} | changes


def save(actor, key=None, sheet=PROBLEMS, revision=None, **values):
    return services.save_row(
        sheet,
        actor=actor,
        programme=ProgrammeFactory(),
        key=key or uuid.uuid4(),
        values=problem(**values),
        revision=revision,
    )


def test_save_row_of_the_agency_asked_belongs_to_it():
    user = asked_user()

    row = save(user)

    assert (row.organisation, row.position, row.revision) == (user.organisation, 1, 1)
    assert AuditEntry.objects.filter(action="worksheet.row_added").count() == 1


@pytest.mark.parametrize("who", ["stranger", "reviewer", "asked for another sheet"])
def test_save_row_is_refused_and_nothing_is_written(who):
    user = asked_user("sasaran") if "another" in who else UserFactory()
    if who == "reviewer":
        user = UserFactory(roles=["reviewer"])

    with pytest.raises(NotAllowedError):
        save(user)

    assert list(SheetRow.objects.all()) == []


def test_an_agency_changes_no_row_of_another_and_gives_none_away():
    row, other = save(asked_user()), asked_user()

    with pytest.raises(NotAllowedError):
        save(other, key=row.key, revision=row.revision, problem="Diubah")
    with pytest.raises(NotAllowedError):
        save(other, organisation=row.organisation)
    with pytest.raises(NotAllowedError):
        services.remove_row(row, actor=other, sheet=PROBLEMS)

    row.refresh_from_db()
    assert (row.values["problem"], SheetRow.objects.count()) == ("Sampah belum terpilah.", 1)


def test_the_same_key_is_one_row_and_an_old_revision_is_a_conflict(admin):
    key = uuid.uuid4()
    save(admin, key=key)
    save(admin, key=key)
    save(admin, key=key, revision=1, problem="Kedua")

    with pytest.raises(services.RowConflictError) as caught:
        save(admin, key=key, revision=1, problem="Ketiga")

    assert caught.value.row.values["problem"] == "Kedua"
    assert SheetRow.objects.get().revision == 2


def test_form_reads_targets_by_year_and_refuses_a_subdimension_of_another_dimension(admin):
    programme, dimension = ProgrammeFactory(), DimensionFactory()
    other = SubdimensionFactory(dimension=DimensionFactory(code="ECO"))
    data = {
        "dimension": dimension.pk, "subdimension": other.pk, "goal": "Sampah terkelola",
        "indicator": "Sampah terangkut", "unit": "persen", "baseline": "32,5",
        "targets_2022": "40", "targets_sesudahnya": "95", "source": "DLH", "source_year": "2021",
    }  # fmt: skip
    columns = columns_of(GOALS, programme)

    wrong = RowForm(data, columns=columns, programme=programme)
    right = RowForm(data | {"subdimension": ""}, columns=columns, programme=programme)

    assert list(wrong.errors) == ["subdimension"]
    assert right.is_valid(), right.errors
    row = services.save_row(
        GOALS,
        actor=admin,
        programme=programme,
        key=uuid.uuid4(),
        values=right.values(),
        source=right.cleaned_data["source"],
        source_year=right.cleaned_data["source_year"],
    )
    row.refresh_from_db()
    assert [shown_value(row, column) for column in columns] == [
        dimension.name, "", "Sampah terkelola", "Sampah terangkut", "persen", "32,5",
        "2022: 40; sesudahnya: 95", "",
    ]  # fmt: skip


def test_columns_are_renamed_ordered_and_hidden_but_not_invented(admin):
    programme = ProgrammeFactory()
    setting = {"label": "Masalah utama", "position": 0, "is_hidden": True}

    services.arrange_columns(
        PROBLEMS,
        actor=admin,
        programme=programme,
        settings={
            "problem": setting,
            "location": {"label": "Lokasi", "position": 9, "is_hidden": True},
        },
    )
    with pytest.raises(KeyError):
        services.arrange_columns(
            PROBLEMS, actor=admin, programme=programme, settings={"baru": setting}
        )

    labels = [column.label for column in columns_of(PROBLEMS, programme)]
    assert labels[:2] == ["Dimensi", "Masalah utama"]
    assert "Lokasi" not in labels  # a required column cannot be hidden, this one can


def test_completeness_asks_for_every_dimension_and_for_sources(admin):
    first, second = DimensionFactory(), DimensionFactory(code="ECO")

    def state():
        rows = list(SheetRow.objects.of(ProgrammeFactory().pk, "permasalahan"))
        return completeness_of(PROBLEMS, rows, [first, second])

    assert state().state == "missing"
    save(admin, dimension=first)
    assert (state().state, state().lacking) == ("partly", "Kurang untuk: ECO.")
    row = save(admin, dimension=second, data="85 ton sehari")
    assert state().lacking == "1 baris berisi angka tanpa sumber."
    SheetRow.objects.filter(pk=row.pk).update(source="DLH", source_year=2021)
    assert state().state == "done"


def test_move_row_changes_places_with_its_neighbour(admin):
    first, second = save(admin), save(admin)

    services.move_row(second, actor=admin, sheet=PROBLEMS, up=True)
    services.move_row(second, actor=admin, sheet=PROBLEMS, up=True)

    assert list(SheetRow.objects.of(first.programme_id, "permasalahan")) == [second, first]
