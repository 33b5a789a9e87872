import ast
import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

from accounts.models import User
from accounts.services import give_role
from submissions import services, transitions
from submissions.choices import IdeaStatus
from tests.factories import DimensionFactory, UserFactory, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.audit.services import record, record_many
from tobasmart.portal import audit_pages, audit_words
from tobasmart.portal.export_limit import MAX_EXPORTS

pytestmark = pytest.mark.django_db
QUERIES_OF_LIST = 6
APPS = ("accounts", "dimensions", "masterplan", "submissions", "tobasmart", "workshops")


def codes_in(tree):
    """Texts handed on as ``action``, or stored in a name of that kind."""
    for node in ast.walk(tree):
        parts = []
        if isinstance(node, ast.Call):
            parts = [keyword.value for keyword in node.keywords if keyword.arg == "action"]
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            parts += node.args if name in {"_note", "finish", "_record", "record"} else []
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "action":
            parts = [node.value]
        for part in parts:
            for leaf in ast.walk(part):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str):
                    yield leaf.value


def used_codes():
    found = {f"idea.{status}" for status in set(IdeaStatus) - {IdeaStatus.DRAFT}}
    for app in APPS:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            found |= {code for code in codes_in(ast.parse(path.read_text())) if "." in code}
    return {code for code in found if not code.endswith(".") and " " not in code}


def test_every_act_of_the_code_base_has_words_and_a_group():
    codes = used_codes()

    assert codes >= {"idea.approved", "grant.given", "user.removed", "user.activated"}
    assert codes - set(audit_words.ACTIONS) == set()
    groups = {code.partition(".")[0] + "." for code in audit_words.ACTIONS}
    assert groups == set(audit_words.GROUPS)


def test_entries_cannot_be_changed_or_deleted(admin):
    entry = record(actor=admin, action="user.unlocked", target=admin)

    for attempt in (
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(action="user.invited"),
        lambda: AuditEntry.objects.filter(pk=entry.pk).delete(),
        lambda: connection.cursor().execute("DELETE FROM audit_auditentry"),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            attempt()

    assert AuditEntry.objects.get().action == "user.unlocked"


def rows_on(browser, **filters):
    return browser.get("/kelola/audit/", filters).context["rows"]


def test_list_tells_who_what_old_new_why_and_when(admin, client_of):
    reviewer = UserFactory(display_name="Lamria", roles=["reviewer"])
    idea = idea_in(IdeaStatus.REJECTED, reviewer=reviewer)

    row = rows_on(client_of(admin))[0]

    assert (row.actor, row.action, row.target) == ("Lamria", "Menolak gagasan", idea.code)
    assert (row.before, row.after, row.reason) == ("Ditinjau", "Ditolak", "Sudah ada.")
    text = client_of(admin).get("/kelola/audit/").content.decode()
    assert "Ditinjau → Ditolak" in text
    assert "WIB" in text


def test_filters_find_by_day_actor_act_object_and_dimension(admin, client_of):
    env, eco = DimensionFactory(code="ENV"), DimensionFactory(code="ECO")
    author = UserFactory(display_name="Maruli")
    with time_machine.travel("2026-10-01T23:30:00+07:00", tick=False):
        old = idea_in(IdeaStatus.SUBMITTED, author=author, dimension=env)
    with time_machine.travel("2026-10-02T00:30:00+07:00", tick=False):
        new = idea_in(IdeaStatus.SUBMITTED, dimension=eco)
    give_role(author, actor=admin, role="facilitator", dimension=eco)
    browser = client_of(admin)

    def objects(**filters):
        return {row.target for row in rows_on(browser, **filters)}

    assert objects(dari="2026-10-02", sampai="2026-10-02") == {str(new), new.draft_key}
    assert objects(sampai="2026-10-01") == {str(old), old.draft_key}
    assert objects(oleh="maruli") == {str(old), old.draft_key}
    assert objects(oleh="sistem") == set()
    assert objects(objek=old.code.lower()) == {old.code}
    assert objects(tindakan="idea.submitted") == {old.code, new.code}
    assert objects(tindakan="grant.") == {"Maruli"}
    assert objects(dimensi="ECO") == {new.code, new.draft_key, "Maruli"}


def test_wrong_filters_come_back_with_a_sentence_and_no_rows(admin, client_of):
    idea_in(IdeaStatus.SUBMITTED)
    browser = client_of(admin)

    for filters in ({"dari": "kemarin"}, {"tindakan": "x'; DROP"}, {"dimensi": "XXX"}):
        answer = browser.get("/kelola/audit/", filters)
        assert (answer.status_code, answer.context["rows"]) == (422, [])
    for marker in ("x", "1-", "nan-1", "inf-1", "9e99-1", "-1--1", "1-99999999999999999999"):
        assert browser.get("/kelola/audit/", {"sebelum": marker}).status_code == 200
    assert browser.get("/kelola/audit/", {"objek": "\x00ENV"}).status_code == 200


def test_pages_follow_each_other_without_gap_or_repeat(admin, client_of):
    with time_machine.travel("2026-10-01T10:00:00+07:00", tick=False):
        record_many(
            actor=admin, action="user.imported", targets=[(admin, f"n{n}", {}) for n in range(120)]
        )
    browser, seen, marker = client_of(admin), [], ""
    for _ in range(3):
        answer = browser.get("/kelola/audit/", {"sebelum": marker} if marker else {})
        seen += [row.pk for row in answer.context["rows"]]
        marker = answer.context["older"]

    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
    assert marker == ""


@pytest.mark.parametrize("count", [1, 40])
def test_list_takes_the_same_queries_for_any_number_of_entries(
    count, admin, client_of, django_assert_num_queries
):
    for _ in range(count):
        person = UserFactory()
        record(actor=person, action="user.invited", target=person, person=person.pk)
    browser = client_of(admin)
    browser.get("/kelola/audit/")

    with django_assert_num_queries(QUERIES_OF_LIST):
        assert len(rows_on(browser)) == count


@pytest.mark.parametrize(
    ("role", "status"),
    [("admin", 200), ("reviewer", 200), ("observer", 200), ("facilitator", 403), ("desk", 403)],
)
def test_who_may_read_and_export(role, status, client_of):
    browser = client_of(UserFactory(roles=[role]))

    assert browser.get("/kelola/audit/").status_code == status
    assert browser.post("/kelola/audit/unduh/", {"bentuk": "csv"}).status_code == status
    assert AuditEntry.objects.filter(action="audit.exported").count() == int(status == 200)
    assert browser.get("/kelola/audit/unduh/").status_code == 405


def test_scores_of_others_are_not_told_to_reviewers(admin, reviewer, client_of):
    record(actor=admin, action="idea.scored", target=None, total="4.25", before="2.75")

    for who, shown in ((admin, True), (reviewer, False)):
        text = client_of(who).get("/kelola/audit/").content.decode()
        file = client_of(who).post("/kelola/audit/unduh/", {"bentuk": "csv"}).getvalue().decode()
        assert "Memberi nilai" in text
        assert "Memberi nilai" in file
        assert (("4.25" in text), ("2.75" in file)) == (shown, shown)


def exported(browser, **data):
    answer = browser.post("/kelola/audit/unduh/", data)
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("csv-titik-koma", ";")])
def test_csv_holds_what_the_list_shows_and_no_formula(kind, delimiter, admin, client_of):
    idea = idea_in(IdeaStatus.SUBMITTED)
    transitions.withdraw_idea(idea, actor=idea.author, reason='=HYPERLINK("http://x";"a")\n@SUM(1)')

    text = exported(client_of(admin), bentuk=kind, objek=idea.code).decode()

    assert text.startswith("\ufeff")
    header, first, *others = csv.reader(
        io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter
    )
    assert header == audit_pages.HEADER
    row = dict(zip(header, first, strict=True))
    assert row["Tindakan"] == "Menarik gagasan"
    assert (row["Sebelum"], row["Sesudah"]) == ("Diajukan", "Ditarik")
    assert row["Alasan"].startswith("'=HYPERLINK")
    assert "\n'@SUM" in row["Alasan"]
    assert [line[5] for line in others] == ["Mengajukan gagasan"]


def test_workbook_holds_text_cells_only(admin, client_of):
    idea = idea_in(IdeaStatus.SUBMITTED)
    transitions.withdraw_idea(idea, actor=idea.author, reason="=1+1")

    sheet = load_workbook(io.BytesIO(exported(client_of(admin), bentuk="xlsx"))).active

    assert [cell.value for cell in sheet[1]] == audit_pages.HEADER
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert sheet["K2"].value == "=1+1"
    assert sheet["K2"].quotePrefix


def test_export_leaves_its_own_entry_and_does_not_hold_it(admin, client_of):
    text = exported(client_of(admin), bentuk="csv", oleh="siapa pun").decode()

    entry = AuditEntry.objects.get(action="audit.exported")
    assert (entry.actor, entry.data) == (admin, {"format": "csv", "filters": {"oleh": "siapa pun"}})
    assert "audit.exported" not in text


def test_too_long_a_workbook_is_refused_with_advice(admin, client_of, monkeypatch):
    monkeypatch.setattr(audit_pages, "XLSX_MAX_ROWS", 2)
    for _ in range(3):
        record(actor=admin, action="user.unlocked", target=admin)

    answer = client_of(admin).post("/kelola/audit/unduh/", {"bentuk": "xlsx"}, follow=True)

    assert "paling banyak 50.000 baris" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="audit.exported").exists()


def test_eleventh_export_of_an_hour_has_to_wait(admin, client_of):
    browser = client_of(admin)
    for _ in range(MAX_EXPORTS):
        assert browser.post("/kelola/audit/unduh/", {"bentuk": "csv"}).status_code == 200

    refused = browser.post("/kelola/audit/unduh/", {"bentuk": "csv"})

    assert refused.status_code == 429
    assert 3500 < int(refused["Retry-After"]) <= 3601
    assert AuditEntry.objects.filter(action="audit.exported").count() == MAX_EXPORTS
    with time_machine.travel(AuditEntry.objects.latest("pk").at + timedelta(minutes=61)):
        fresh = client_of(admin)
        assert fresh.post("/kelola/audit/unduh/", {"bentuk": "csv"}).status_code == 200


def test_names_are_resolved_when_shown_and_a_removed_person_has_none(admin, client_of):
    person = UserFactory(display_name="Maruli Tampubolon")
    idea = idea_in(IdeaStatus.DRAFT, author=UserFactory())
    services.add_co_author(idea, actor=idea.author, person=person)
    assert "orang: Maruli Tampubolon" in client_of(admin).get("/kelola/audit/").content.decode()

    User.objects.filter(pk=person.pk).update(display_name="Nama baru")

    text = client_of(admin).get("/kelola/audit/").content.decode()
    assert "orang: Nama baru" in text
    assert "Maruli" not in text


def test_programme_keeps_old_and_new_values(admin, client_of):
    from tests.factories import ProgrammeFactory

    programme = ProgrammeFactory(take_up_days=3)
    browser = client_of(admin)
    form = browser.get("/kelola/program/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"take_up_days": "5"}

    assert browser.post("/kelola/program/", data).status_code == 302

    entry = AuditEntry.objects.get(action="programme.changed")
    assert entry.data == {"changes": {"take_up_days": [programme.take_up_days, 5]}}
    row = rows_on(browser)[0]
    assert row.before == "hari kerja sampai dibaca: 3"
