"""Two versions field by field: every field counts, words are marked, nothing of a text is lost."""

import time
from decimal import Decimal

import pytest

from accounts.choices import OrganisationKind
from dimensions.models import PriorityProgramme
from submissions import services
from submissions.choices import IdeaStatus as S
from submissions.compare import (
    LONGEST_TEXT,
    Piece,
    answers_to_request,
    changed_fields,
    compare_fields,
)
from submissions.models import Attachment, VersionAttachment
from submissions.text import IdeaText, IndicatorText
from submissions.version_fields import fields_of, with_all_fields
from tests.factories import (
    DimensionFactory,
    DistrictFactory,
    FundSourceFactory,
    OrganisationFactory,
    ProgrammeFactory,
    SubdimensionFactory,
    UserFactory,
    draft_idea,
    idea_in,
    idea_text,
)

pytestmark = pytest.mark.django_db

INDICATOR = IndicatorText(
    name="Sampah terpilah",
    unit="%",
    baseline_value=Decimal("3.5"),
    baseline_year=2021,
    baseline_source="Dinas LH",
    targets=((2023, Decimal(10)), (None, Decimal(40))),
)


def version_of(**changes):
    return draft_idea(UserFactory(), **changes).draft_version


def changed(old, new):
    return {change.key: change.pieces for change in changed_fields(old, new)}


def test_changed_fields_marks_the_words_that_differ():
    old = version_of(solution="Setiap desa memiliki satu titik setor dengan timbangan.")
    new = version_of(solution="Setiap desa memiliki dua titik setor dengan timbangan digital.")

    pieces = changed(old, new)["solution"]

    assert pieces == (
        Piece("same", "Setiap desa memiliki "),
        Piece("del", "satu"),
        Piece("ins", "dua"),
        Piece("same", " titik setor dengan timbangan"),
        Piece("ins", " digital"),
        Piece("same", "."),
    )


def test_changed_fields_of_equal_texts_are_none():
    assert changed_fields(version_of(), version_of()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "Baru"),
        ("Lama", ""),
        ("a b c", "c b a"),
        ("Batak ᯅᯖᯂ", "Batak ᯅᯖ 🙂 baru"),
        ("baris satu\nbaris dua", "baris dua\nbaris tiga"),
        ("x " * 500, "y " * 700),
    ],
)
def test_compare_fields_loses_no_word_of_either_text(old, new):
    found = compare_fields(version_of(risk=old), version_of(risk=new))

    pieces = next(change.pieces for change in found if change.key == "risk")
    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == new


def test_every_field_of_a_version_is_compared():
    ProgrammeFactory()
    other = DimensionFactory(code="ECO")
    sub, district = SubdimensionFactory(dimension=other), DistrictFactory()
    owner, helper = OrganisationFactory(), OrganisationFactory(kind=OrganisationKind.OPD)
    source = FundSourceFactory()
    priority = PriorityProgramme.objects.create(code="p1", name="Wisata", position=1)
    plain = version_of(dimension_id=DimensionFactory().pk)
    values = {
        "title": "Lain", "dimension_id": other.pk, "subdimension_id": sub.pk, "problem": "Lain",
        "solution": "Lain", "beneficiaries": "Warga", "village": "Sigaol",
        "owner_agency_id": owner.pk, "partners": "Bank", "evidence": "Data",
        "evidence_source": "BPS", "estimate_idr": 5, "estimate_upper_idr": 9,
        "estimate_source_id": source.pk, "start_year": 2022, "end_year": 2024,
        "horizon": "pendek", "programme_name": "P", "programme_code": "1", "activity_name": "K",
        "activity_code": "1.1", "subactivity_name": "S", "subactivity_code": "1.1.1",
        "innovation_kind": "produk", "is_quick_win": True, "quick_win_reason": "Murah",
        "priority_programme_id": priority.pk, "risk": "R", "sustainability": "B",
        "prerequisites": "L", "districts": (district.pk,), "supporting_agencies": (helper.pk,),
        "budgets": ((2023, source.pk, 7), (None, source.pk, 1)), "indicators": (INDICATOR,),
        "covers_region": True,
    }  # fmt: skip
    assert set(values) == set(IdeaText.__dataclass_fields__)

    # What a value means nothing without.
    needs = {
        "subdimension_id": {"dimension_id": other.pk},
        "estimate_upper_idr": {"estimate_idr": 5},
        "quick_win_reason": {"is_quick_win": True},
    }
    for name, value in values.items():
        base = {"dimension_id": plain.dimension_id}
        context = needs.get(name, {})
        before = version_of(**(base | context))
        after = version_of(**(base | context | {name: value}))
        assert changed_fields(before, after), f"{name} is not compared"


def test_rows_are_compared_line_by_line():
    apbd, csr = FundSourceFactory(name="APBD", position=1), FundSourceFactory(name="CSR")
    old = version_of(budgets=((2022, apbd.pk, 1_000_000), (2023, apbd.pk, 2_000_000)))
    new = version_of(budgets=((2022, apbd.pk, 1_000_000), (2023, csr.pk, 2_500_000)))

    assert changed(old, new)["budgets"] == (
        Piece("same", "2022, APBD: Rp1.000.000\n"),
        Piece("del", "2023, APBD: Rp2.000.000\nJumlah: Rp3.000.000\n"),
        Piece("ins", "2023, CSR: Rp2.500.000\nJumlah: Rp3.500.000\n"),
    )


def test_indicators_and_targets_are_told_in_words():
    field = next(
        row for row in fields_of(version_of(indicators=(INDICATOR,))) if row.key == "indicators"
    )

    assert field.text.splitlines() == [
        "Sampah terpilah (%), arah naik",
        "Kondisi awal Sampah terpilah: 3,5, 2021, Dinas LH",
        "Target 2023 Sampah terpilah: 10 (%)",
        "Target sesudahnya Sampah terpilah: 40 (%)",
    ]


def test_attachments_are_compared_by_name():
    old, new = version_of(), version_of()
    file = Attachment.objects.create(
        idea=new.idea, name="denah.pdf", kind="pdf", size_bytes=1, sha256="0",
        uploaded_by=new.idea.author,
    )  # fmt: skip
    VersionAttachment.objects.create(version=new, attachment=file)

    assert changed(old, new) == {"attachments": (Piece("ins", "denah.pdf\n"),)}


def test_huge_texts_are_bounded_and_still_told_apart():
    old = version_of(problem="kata " * 40_000)
    new = version_of(problem="kata " * 40_000 + "akhir")
    wild = version_of(problem=" ".join(f"w{n}" for n in range(20_000)))

    start = time.perf_counter()
    (change,) = changed_fields(old, new)
    (other,) = changed_fields(old, wild)
    seconds = time.perf_counter() - start

    assert change.is_cut
    assert other.is_cut
    assert sum(len(piece.text) for piece in other.pieces) <= 2 * LONGEST_TEXT
    assert seconds < 3


@pytest.mark.parametrize("rows", [1, 4])
def test_comparing_reads_a_fixed_number_of_queries(rows, django_assert_num_queries):
    districts = tuple(DistrictFactory().pk for _ in range(rows))
    sources = [FundSourceFactory() for _ in range(rows)]
    indicators = tuple(
        IndicatorText(name=f"I{n}", targets=((2022, Decimal(n)),)) for n in range(rows)
    )
    first = version_of()
    text = idea_text(
        districts=districts,
        budgets=tuple((2022, source.pk, 5) for source in sources),
        indicators=indicators,
    )
    second = version_of(**{name: getattr(text, name) for name in text.__dataclass_fields__})
    versions = type(first).objects.filter(pk__in=[first.pk, second.pk])

    with django_assert_num_queries(7):
        found = with_all_fields(versions).in_bulk()
        changes = changed_fields(found[first.pk], found[second.pk])

    assert {change.key for change in changes} == {"districts", "budgets", "indicators"}


def test_answers_to_request_put_the_note_beside_its_change():
    author = UserFactory()
    idea = idea_in(S.NEEDS_REVISION, author=author)
    idea = services.save_draft(
        idea,
        actor=author,
        text=idea_text(title="Bank sampah", risk="Banjir"),
        revision=idea.revision,
    )

    found = [
        (answer.label, answer.note, [change.key for change in answer.changes])
        for answer in answers_to_request(idea, idea.draft_version)
    ]

    assert found == [
        ("Judul", "", ["title"]),
        ("Biaya dan waktu", "Biaya tahun kedua?", []),
        ("Bagian lain", "", ["risk"]),
    ]


@pytest.mark.parametrize("status", [S.IN_REVIEW, S.NEEDS_REVISION, S.APPROVED])
def test_answers_to_request_are_none_before_something_changed(status):
    idea = idea_in(status)

    assert answers_to_request(idea, idea.current_version) == []
