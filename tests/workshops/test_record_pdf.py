"""The printed record: tagged, the same rows give the same bytes, names in one file only."""

import io
import os
from datetime import date

import page as validator
import pytest
from page._enums import ValidationProfile
from pypdf import PdfReader

from tests.factories import UserFactory
from tests.factories.workshops import facilitator_of
from tests.workshops.records import (
    addendum_of,
    discussed_forum,
    prepared,
    sealed_forum,
    signed,
)
from workshops.choices import ForumKind, MarkKind, PostKind
from workshops.models import AgendaItem, Record
from workshops.record_pdf import _rendered, record_pdf, verification_url
from workshops.record_words import in_fours, spelled, spelled_day
from workshops.services.minutes import add_mark
from workshops.services.sealing import seal

pytestmark = pytest.mark.django_db


def text_of(pdf):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


def fresh(record):
    """The row read again, and nothing printed remembered."""
    _rendered.cache_clear()
    return Record.objects.get(pk=record.pk)


def failures(pdf, tmp_path):
    path = tmp_path / "record.pdf"
    path.write_bytes(pdf)
    if folder := os.environ.get("LOOK"):
        (tmp_path.__class__(folder) / f"{tmp_path.name}.pdf").write_bytes(pdf)
    report = validator.validate_pdf(str(path), profile=ValidationProfile.PDF_UA_1)
    return [failure.message for failure in report.failures]


def full_forum(**changes):
    forum = discussed_forum(**changes)
    day = {"workshop": forum.session.workshop, "day": 1}
    AgendaItem.objects.create(**day, position=1, title="Pembukaan", starts_at="09:00")
    AgendaItem.objects.create(**day, position=2, title="Forum enam dimensi", starts_at="10:00")
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    add_mark(
        forum, actor=facilitator, kind=MarkKind.FOLLOW_UP, text="Uji coba di Balige.",
        who="Dinas Koperasi", due_on=date(2021, 8, 1),
    )  # fmt: skip
    minutes = forum.minutes
    minutes.conclusion = "Peserta sepakat mulai dari dermaga.\nBiaya dihitung Dinas Koperasi."
    minutes.discussion = "RAHASIA RAPAT: " + "kalimat panjang tentang dermaga. " * 30
    minutes.objections = "Dua peserta keberatan atas jadwal."
    minutes.save()
    return forum, record, facilitator


def test_sealed_file_says_everything_and_conforms_to_pdf_ua_1(tmp_path):
    _, record, facilitator = full_forum()
    record = seal(record, actor=facilitator, seen=signed(record, facilitator))
    data = record_pdf(fresh(record), with_annex=False)
    text = text_of(data)

    assert failures(data, tmp_path) == []
    for words in (
        f"Nomor {record.number}", "Pemerintah Kabupaten Toba".upper(), "Pembukaan",
        "Peserta sepakat mulai dari dermaga.", "Bayar parkir danau pakai kode", "5 titik suara",
        "Mulai dari tiga dermaga.", "Uji coba di Balige.", "Dinas Koperasi", "1 Agustus 2021",
        "Dua peserta keberatan", "Ibu Fasilitator", "Wakil UMKM dan masyarakat",
        "Ditandatangani di kertas", "3 orang hadir", verification_url(record).split("//")[1],
        " ".join(in_fours(record.sha256)),
    ):  # fmt: skip
        assert words in text, words
    assert "RANCANGAN" not in text


def test_names_and_minutes_stand_in_the_internal_file_only(tmp_path):
    forum, record, facilitator = full_forum()
    record = seal(record, actor=facilitator, seen=signed(record, facilitator))
    names = [seat.participant.name for seat in forum.seats.select_related("participant")]
    internal = record_pdf(fresh(record), with_annex=True)
    public, inside = text_of(record_pdf(fresh(record), with_annex=False)), text_of(internal)

    assert failures(internal, tmp_path) == []
    assert [name for name in [*names, "RAHASIA RAPAT"] if name in public] == []
    assert [name for name in [*names, "RAHASIA RAPAT"] if name not in inside] == []


@pytest.mark.parametrize("with_annex", [False, True])
def test_same_rows_give_the_same_bytes(with_annex):
    _, record, _ = sealed_forum()

    one = record_pdf(fresh(record), with_annex=with_annex)
    two = record_pdf(fresh(record), with_annex=with_annex)

    assert one == two


def test_until_it_is_sealed_it_is_a_draft(tmp_path):
    _, record, _ = full_forum()
    draft = record_pdf(fresh(record), with_annex=True)

    assert failures(draft, tmp_path) == []
    text = text_of(draft)
    assert "RANCANGAN" in text
    assert "Rancangan, belum disegel" in text
    assert "Tanda tangan:" in text


def test_swot_forum_names_the_kind_of_each_card(tmp_path):
    forum, record, _ = full_forum(kind=ForumKind.SWOT)
    forum.posts.filter(number=1).update(kind=PostKind.THREAT)
    data = record_pdf(fresh(record), with_annex=False)

    assert failures(data, tmp_path) == []
    assert "Ancaman" in text_of(data)


def test_addendum_names_the_record_and_its_hash(tmp_path):
    forum, record, _ = sealed_forum()
    admin = UserFactory(roles=["admin"])
    addendum = addendum_of(forum, admin)
    addendum = seal(addendum, actor=admin, seen=signed(addendum, admin))
    data = record_pdf(fresh(addendum), with_annex=False)
    text = text_of(data)

    assert failures(data, tmp_path) == []
    sha256 = " ".join(in_fours(record.sha256))
    for words in ("Adendum 1", record.number, sha256, "Dermaga keempat ikut."):
        assert words in text


def test_nothing_typed_reaches_the_page_as_markup(tmp_path):
    forum = discussed_forum()
    forum.posts.filter(number=1).update(text="<b>tebal</b><img src=x>")
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)

    assert "<b>tebal</b><img src=x>" in text_of(record_pdf(fresh(record), with_annex=True))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"), (11, "sebelas"), (15, "lima belas"), (20, "dua puluh"),
        (28, "dua puluh delapan"), (100, "seratus"), (110, "seratus sepuluh"), (1000, "seribu"),
        (2000, "dua ribu"), (2021, "dua ribu dua puluh satu"), (1999, "seribu sembilan ratus"
        " sembilan puluh sembilan"), (10, "sepuluh"),
    ],
)  # fmt: skip
def test_numbers_are_spelled_as_in_official_papers(number, words):
    assert spelled(number) == words


def test_a_day_is_spelled_out():
    assert spelled_day(date(2021, 6, 28)) == (
        "Senin, tanggal dua puluh delapan bulan Juni tahun dua ribu dua puluh satu"
    )
