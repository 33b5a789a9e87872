"""The same contents as workbook and open data: counts and sums equal the book's."""

import csv
import io
import json
import zipfile

import pytest
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from masterplan.book.fragments import plan
from masterplan.book.frozen import as_json
from masterplan.choices import BuildStatus
from masterplan.exports import job as export_job
from masterplan.exports.tables import tables_of
from masterplan.models import Build, ExportJob
from masterplan.services.exports import request_export, sweep_exports
from submissions.transitions import NotAllowedError
from tests.factories import EditionFactory, UserFactory
from tests.masterplan.books import book, idea

KINDS = ["xlsx", "json", "csv"]


def written(kind, whole):
    file = io.BytesIO()
    export_job.write(kind, whole, file, sha256="a" * 64)
    return file.getvalue()


def tricky():
    return book(idea(1, title="=SUM(A1)", problem="+62 <b>"), idea(2, budget=()))


def test_tables_hold_every_idea_and_every_rupiah():
    whole = tricky()
    tables = {table.code: table for table in tables_of(whole)}

    assert len(tables["gagasan"].rows) == len(whole.ideas)
    assert sum(row[-1] for row in tables["anggaran"].rows) == sum(
        line.amount_idr for one in whole.ideas for line in one.budget
    )
    totals = [row[16] for row in tables["gagasan"].rows]
    assert totals == [124_456_789, None]  # unknown is empty, never zero
    for table in tables.values():
        assert {len(row) for row in table.rows} <= {len(table.fields)}
        assert len({field.code for field in table.fields}) == len(table.fields)


def test_workbook_has_a_sheet_for_each_table_and_no_formula():
    opened = load_workbook(io.BytesIO(written("xlsx", tricky())))

    assert opened.sheetnames == [table.title[:31] for table in tables_of(tricky())]
    cells = [cell for sheet in opened for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    money = opened["Anggaran per tahun dan sumber d"]
    assert money["E2"].value == 123_456_789


def test_json_and_csv_say_the_same_with_schema_and_licence():
    whole = tricky()
    said = json.loads(written("json", whole))
    with zipfile.ZipFile(io.BytesIO(written("csv", whole))) as archive:
        package = json.loads(archive.read("datapackage.json"))
        rows = {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
            if name.endswith(".csv")
        }

    assert {**package, "data": said["data"]} == said
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        header, *lines = rows[resource["path"]]
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert len(lines) == len(said["data"][resource["name"]])
    assert said["data"]["gagasan"][0]["judul"] == "=SUM(A1)"
    assert rows["gagasan.csv"][1][2] == "'=SUM(A1)"


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_the_same_book_gives_the_same_bytes(kind):
    assert written(kind, tricky()) == written(kind, tricky())


@pytest.fixture
def build(db):
    """A finished draft, made without printing."""
    return Build.objects.create(
        edition=EditionFactory(), status=BuildStatus.DONE, file="masterplan/x.pdf",
        sha256="a" * 64, finished_at=timezone.now(), contents=as_json(book()),
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_job_makes_its_file_once(kind, build, admin, client_of, client):
    jobs = {request_export(build, actor=admin, kind=kind).pk for _ in range(2)}
    pk = jobs.pop()

    assert (jobs, export_job.run(pk), export_job.run(pk)) == (set(), True, False)
    job = ExportJob.objects.get()
    assert job.status == BuildStatus.DONE
    address = f"/masterplan/data/{job.key}/"
    assert client.get(address).status_code == 404
    answer = client_of(admin).get(address)
    assert len(b"".join(answer.streaming_content)) == job.size_bytes


@pytest.mark.parametrize("role", ["participant", "facilitator"])
def test_who_may_not_read_drafts_asks_for_no_file(role, build, client_of):
    user = UserFactory(roles=[role])

    with pytest.raises(NotAllowedError):
        request_export(build, actor=user, kind="xlsx")
    answer = client_of(user).post(f"/kelola/masterplan/berkas/{build.key}/xlsx/")

    assert (answer.status_code, ExportJob.objects.count()) == (403, 0)


def test_a_failed_job_says_so_and_may_be_asked_again(build, admin):
    build.contents = {}
    build.save()
    job = request_export(build, actor=admin, kind="json")

    export_job.run(job.pk)

    job.refresh_from_db()
    assert (job.status, job.error) == (BuildStatus.FAILED, export_job.BROKEN)
    assert request_export(build, actor=admin, kind="json").pk != job.pk


def test_sweep_takes_up_what_a_dead_process_left(build, admin):
    job = request_export(build, actor=admin, kind="json")
    ExportJob.objects.update(
        status=BuildStatus.RUNNING, heartbeat_at=timezone.now() - export_job.EXPORT_STALE_AFTER * 2
    )

    assert sweep_exports() == 1
    assert export_job.run(job.pk)
    ExportJob.objects.update(
        status=BuildStatus.RUNNING, attempt=3,
        heartbeat_at=timezone.now() - export_job.EXPORT_STALE_AFTER * 2,
    )  # fmt: skip
    sweep_exports()
    assert ExportJob.objects.get().status == BuildStatus.FAILED


def test_word_document_has_styles_a_contents_field_and_the_same_rows():
    document = Document(io.BytesIO(written("docx", tricky())))

    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption"} <= styles
    assert "TOC " in document.element.xml
    texts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "=SUM(A1)" in texts
    printed = sum(
        len(table.head) + sum(len(group.rows) for group in table.groups)
        for fragment in plan(tricky())
        for table in fragment.values["tables"]
    )
    assert sum(len(table.rows) for table in document.tables) == printed


def test_word_document_bears_signs_xml_does_not():
    whole = book(idea(1, title="A\x00\x0b<b>&", problem="]]>"))

    document = Document(io.BytesIO(written("docx", whole)))

    words = [paragraph.text for paragraph in document.paragraphs]
    assert any("A<b>&" in text for text in words)
    assert "Masalah. ]]>" in words
