"""The seal: once, with all signatures, and then the database refuses to change what it rests on."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import card, facilitator_of, guest, present, seated
from tests.workshops.records import (
    addendum_of,
    discussed_forum,
    prepared,
    sealed_forum,
    signed,
)
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice
from workshops.choices import BoardActKind, Phase
from workshops.models import BoardAct, Forum, ForumEvent, Record
from workshops.records import content_of, present_hash
from workshops.services.board_refusals import NotNowError
from workshops.services.records import prepare_record
from workshops.services.sealing import missing_signatures, seal
from workshops.services.signing import OtherTextError, sign_on_paper

pytestmark = pytest.mark.django_db
ROWS = {
    "workshops_record": "number = 'X'",
    "workshops_signer": "name = 'X'",
    "workshops_agreeditem": "title = 'X'",
    "workshops_post": "text = 'X'",
    "workshops_vote": "dots = 9",
    "workshops_minutes": "conclusion = 'X'",
    "workshops_minutemark": "text = 'X'",
    "workshops_seat": "ballot_number = 9",
    "workshops_boardact": "reason = 'X'",
    "workshops_attendance": "reason = 'X'",
    "workshops_forum": "question = 'X'",
}


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def state():
    rows = []
    for table in ROWS:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {table} t")
            rows.append(cursor.fetchone())
    return rows


@pytest.fixture
def sealed():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    BoardAct.objects.create(forum=forum, kind=BoardActKind.PIN, actor=facilitator)
    record = prepared(forum, facilitator)
    return seal(record, actor=facilitator, seen=signed(record, facilitator))


@pytest.mark.parametrize("table", ROWS)
def test_sql_cannot_change_or_delete_what_a_sealed_record_rests_on(table, sealed):
    before = state()
    with pytest.raises(DatabaseError, match=r"sealed record|[Cc]annot (update|delete)"):
        run(f"UPDATE {table} SET {ROWS[table]}")
    with pytest.raises(DatabaseError, match=r"sealed record|[Cc]annot (update|delete)"):
        run(f"DELETE FROM {table}")
    assert state() == before


def test_sql_cannot_add_to_it_either(sealed):
    forum = sealed.forum
    late = present(forum.session)
    with pytest.raises(DatabaseError, match="sealed record"), transaction.atomic():
        card(forum, late)
    with pytest.raises(DatabaseError, match="sealed record"), transaction.atomic():
        seated(forum)
    with pytest.raises(DatabaseError, match="sealed record"), transaction.atomic():
        sealed.signers.create(role="opd", name="X")


def test_other_forums_of_the_session_stay_open(sealed):
    from tests.factories import DimensionFactory
    from tests.factories.workshops import ForumFactory

    other = ForumFactory(session=sealed.forum.session, dimension=DimensionFactory(code="ECO"))
    post = card(other)
    post.text = "Masih bisa"
    post.save()
    late = present(other.session)
    late.attendances.update(reason="boleh")


def test_seal_closes_the_forum_keeps_content_and_says_so(django_capture_on_commit_callbacks):
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    person = guest(forum.session)
    record = prepared(forum, facilitator)
    seen = signed(record, facilitator)

    done = seal(record, actor=facilitator, seen=seen)

    forum.refresh_from_db()
    assert (forum.phase, forum.sealed_at is not None) == (Phase.CLOSED, True)
    assert (done.sha256, done.content, done.sealed_by) == (seen, content_of(done), facilitator)
    events = ForumEvent.objects.filter(forum=forum).order_by("version")
    kinds = list(events.values_list("kind", "data__sealed"))
    assert kinds[-2:] == [("phase", None), ("record", True)]
    told = set(Notice.objects.filter(kind="workshop").values_list("recipient_id", flat=True))
    assert told == set(
        forum.seats.exclude(participant__user=None).values_list("participant__user_id", flat=True)
    )
    assert person.user_id not in told
    entry = AuditEntry.objects.get(action="record.sealed")
    assert (entry.target_id, entry.data) == (record.pk, {"sha256": seen})


def test_content_recomputed_from_the_rows_is_what_was_sealed():
    _, record, _ = sealed_forum()
    fresh = Record.objects.get(pk=record.pk)

    assert content_of(fresh) == fresh.content
    assert present_hash(fresh) == fresh.sha256 == record.sha256


def test_renaming_the_session_later_changes_nothing_that_was_sealed():
    forum, record, _ = sealed_forum()
    forum.session.title = "Nama baru"
    forum.session.save()
    forum.dimension.name = "Nama lain"
    forum.dimension.save()

    assert present_hash(Record.objects.get(pk=record.pk)) == record.sha256


def test_sealing_twice_seals_once():
    forum, record, facilitator = sealed_forum()
    events = forum.events.count()

    again = seal(record, actor=facilitator, seen=record.sha256)
    with pytest.raises(NotAllowedError):
        seal(record, actor=facilitator, seen="0" * 64)

    assert again.sealed_at == Record.objects.get(pk=record.pk).sealed_at
    assert AuditEntry.objects.filter(action="record.sealed").count() == 1
    assert forum.events.count() == events


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.COLLECT, Phase.GROUP, Phase.VOTE])
def test_an_open_phase_is_not_sealed_nor_signed(phase):
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    seen = signed(record, facilitator)
    Forum.objects.filter(pk=forum.pk).update(phase=phase)

    with pytest.raises(NotNowError, match="sejak fase Rangkum"):
        seal(record, actor=facilitator, seen=seen)

    assert not Record.objects.filter(sealed_at__isnull=False).exists()


def test_a_rehearsal_has_no_record():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    seen = signed(record, facilitator)
    forum.session.is_rehearsal = True
    forum.session.save()

    for act in (
        lambda: seal(record, actor=facilitator, seen=seen),
        lambda: prepare_record(forum, actor=facilitator, number="X", place="Y", signers=[]),
        lambda: sign_on_paper(record, actor=facilitator, role="opd", seen="x"),
    ):
        with pytest.raises(NotNowError, match="gladi"):
            act()
    assert not Record.objects.filter(sealed_at__isnull=False).exists()


def test_a_missing_signature_is_named():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    seen = present_hash(record)
    for role in ("facilitator", "minutes_taker", "opd"):
        sign_on_paper(record, actor=facilitator, role=role, seen=seen)

    with pytest.raises(NotNowError, match="Wakil UMKM dan masyarakat"):
        seal(record, actor=facilitator, seen=seen)

    assert missing_signatures(record) == ["Wakil UMKM dan masyarakat"]


def test_words_changed_after_the_signatures_are_not_sealed():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    seen = signed(record, facilitator)
    forum.minutes.conclusion = "Diganti diam-diam."
    forum.minutes.save()

    with pytest.raises(OtherTextError):
        seal(record, actor=facilitator, seen=seen)
    with pytest.raises(NotNowError, match="Belum semua tanda tangan"):
        seal(record, actor=facilitator, seen=present_hash(record))


def test_a_changed_agreed_list_has_to_be_brought_up_to_date_first():
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    seen = signed(record, facilitator)
    forum.posts.filter(number=4).update(is_agreed=True)

    with pytest.raises(NotNowError, match="Perbarui isi"):
        seal(record, actor=facilitator, seen=seen)


@pytest.mark.parametrize("who", ["participant", "reviewer", "observer", "other facilitator"])
def test_only_those_who_run_the_forum_seal(who):
    forum = discussed_forum()
    facilitator = facilitator_of(forum)
    record = prepared(forum, facilitator)
    seen = signed(record, facilitator)
    other = discussed_forum()
    stranger = facilitator_of(other) if who == "other facilitator" else UserFactory(roles=[who])

    with pytest.raises(NotAllowedError):
        seal(record, actor=stranger, seen=seen)

    assert not Record.objects.filter(sealed_at__isnull=False).exists()


def test_admin_seals_in_place_of_a_facilitator():
    forum = discussed_forum()
    record = prepared(forum, facilitator_of(forum))
    admin = UserFactory(roles=["admin"])

    assert seal(record, actor=admin, seen=signed(record, admin)).sealed_by == admin


def test_an_addendum_has_its_own_seal_and_names_the_record():
    forum, record, _ = sealed_forum()
    admin = UserFactory(roles=["admin"])
    addendum = addendum_of(forum, admin)
    done = seal(addendum, actor=admin, seen=signed(addendum, admin))

    assert done.content["record_sha256"] == record.sha256
    assert done.content["record_number"] == record.number
    assert present_hash(Record.objects.get(pk=done.pk)) == done.sha256 != record.sha256
    assert present_hash(Record.objects.get(pk=record.pk)) == record.sha256
    with pytest.raises(DatabaseError, match=r"[Cc]annot update"):
        run(f"UPDATE workshops_record SET text = 'X' WHERE id = {done.pk}")


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_seal_at_the_same_moment():
    forum = discussed_forum()
    people = [facilitator_of(forum), facilitator_of(forum)]
    record = prepared(forum, people[0])
    seen = signed(record, people[0])
    barrier, results = threading.Barrier(2), []

    def press(person):
        barrier.wait()
        try:
            results.append(seal(record, actor=person, seen=seen).sealed_by_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 2
    assert len(set(results)) == 1
    assert AuditEntry.objects.filter(action="record.sealed").count() == 1
    assert forum.events.filter(kind="record", data__sealed=True).count() == 1
