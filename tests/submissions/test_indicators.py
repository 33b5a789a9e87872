"""Several measures, each with its baseline and yearly targets; rows that come and go."""

from decimal import Decimal

import pytest

from submissions.models import Idea
from submissions.text import IdeaText, IndicatorText
from tests.factories import (
    FundSourceFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UserFactory,
    draft_idea,
)
from tests.submissions.test_form import form_data

pytestmark = pytest.mark.django_db
FIRST = IndicatorText(
    name="Rumah tangga memilah",
    unit="persen",
    is_cumulative=True,
    baseline_value=Decimal("8.5"),
    baseline_year=2021,
    baseline_source="DLH",
    targets=((2022, Decimal(20)), (None, Decimal("75.5"))),
)
SECOND = IndicatorText(name="Titik setor", direction="down", baseline_plan="Sensus desa 2022.")


def row(number, **fields):
    return {f"indicator-{number}-{name}": value for name, value in fields.items()}


def test_two_measures_with_value_and_with_plan_are_stored(client_of):
    ProgrammeFactory()
    data = form_data(
        **row(0, name=FIRST.name, unit="persen", is_cumulative="on", baseline_value="8,5"),
        **row(0, baseline_year="2021", baseline_source="DLH", target_2022="20"),
        **row(0, target_sesudahnya="75,5"),
        **row(1, name=SECOND.name, direction="down", baseline_kind="later"),
        **row(1, baseline_plan=SECOND.baseline_plan),
    )
    data["indicator-TOTAL_FORMS"] = "2"

    client_of(UserFactory()).post("/gagasan/baru/", data)

    assert IdeaText.of(Idea.objects.get().current_version).indicators == (FIRST, SECOND)


def test_one_more_row_keeps_what_is_typed_and_saves_nothing(client_of):
    ProgrammeFactory()
    data = form_data(**row(0, name="Rumah tangga memilah"), **{"indicator-add": "1"})

    answer = client_of(UserFactory()).post("/gagasan/baru/", data)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="indicator-1-name"' in text
    assert 'value="Rumah tangga memilah"' in text
    assert Idea.objects.count() == 0


def test_a_row_without_name_is_taken_out(client_of):
    idea = draft_idea(indicators=(FIRST, SECOND))
    data = form_data(action="save", **row(0, name=""), **row(1, name=SECOND.name))
    data |= row(1, direction="down", baseline_kind="later", baseline_plan=SECOND.baseline_plan)
    data["indicator-TOTAL_FORMS"] = data["indicator-INITIAL_FORMS"] = "2"

    client_of(idea.author).post(f"/gagasan/{idea.address}/ubah/", data)

    idea.refresh_from_db()
    assert IdeaText.of(idea.draft_version).indicators == (SECOND,)


def test_a_sixth_measure_is_refused(client_of):
    ProgrammeFactory()
    data = form_data(**{"indicator-5-name": "Keenam"})
    data["indicator-TOTAL_FORMS"] = "6"

    answer = client_of(UserFactory()).post("/gagasan/baru/", data)

    assert answer.status_code == 422
    assert Idea.objects.count() == 0


def test_form_sent_without_rows_leaves_rows_as_they_are(client_of):
    source = FundSourceFactory()
    idea = draft_idea(indicators=(FIRST,), budgets=((2022, source.pk, 5),))
    data = {
        name: value
        for name, value in form_data(action="save", title="Judul baru").items()
        if not name.startswith(("indicator-", "budget-"))
    }

    client_of(idea.author).post(f"/gagasan/{idea.address}/ubah/", data)

    idea.refresh_from_db()
    text = IdeaText.of(idea.draft_version)
    assert (text.title, text.indicators, text.budgets) == (
        "Judul baru", (FIRST,), ((2022, source.pk, 5),),
    )  # fmt: skip


def test_whole_record_is_read_back_as_it_was_written():
    supporting = [OrganisationFactory(name=name) for name in ("Dinas A", "Dinas B")]
    source = FundSourceFactory()
    changes = {
        "indicators": (FIRST, SECOND),
        "supporting_agencies": tuple(agency.pk for agency in supporting),
        "budgets": ((2022, source.pk, 5), (None, source.pk, 7)),
        "owner_agency_id": supporting[0].pk,
        "estimate_idr": 5,
        "estimate_upper_idr": 9,
        "estimate_source_id": source.pk,
        "horizon": "panjang",
        "innovation_kind": "metode",
        "is_quick_win": True,
        "quick_win_reason": "Alat sudah ada.",
        "subactivity_code": "2.11.04",
    }

    idea = draft_idea(**changes)

    text = IdeaText.of(idea.draft_version)
    assert {name: getattr(text, name) for name in changes} == changes


def test_unchanged_text_is_stored_without_a_query(django_assert_num_queries):
    source = FundSourceFactory()
    idea = draft_idea(indicators=(FIRST,), budgets=((2022, source.pk, 5),))
    text = IdeaText.of(idea.draft_version)

    with django_assert_num_queries(0):
        text.store(idea.draft_version, before=text)
