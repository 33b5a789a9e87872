"""Tasks at a session: given by an admin, begun and ended with the session."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant
from submissions.transitions import NotAllowedError
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, SessionFactory, facilitator_of
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Outbox
from workshops.permissions import is_facilitator
from workshops.services.facilitators import assign, unassign

pytestmark = pytest.mark.django_db
QUERIES_OF_STAFF = 6


@pytest.fixture
def forum():
    """Of a session that begins in two hours."""
    now = timezone.now()
    session = SessionFactory(starts_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=8))
    return ForumFactory(session=session)


def staff_url(forum):
    return f"{forum.session.workshop.get_absolute_url()}kelola/petugas/"


def task(forum, who, /, **changes):
    values = {
        "person": who.username, "session": forum.session.key, "role": "facilitator",
        "dimension": forum.dimension_id, "cari": who.display_name,
    }  # fmt: skip
    return values | changes


def may_lead(person, forum):
    return is_facilitator(type(person).objects.get(pk=person.pk), forum)


def test_a_task_gives_rights_at_once_tells_the_person_and_is_done_once(forum, admin, client_of):
    person, browser = UserFactory(), client_of(admin)
    assert not may_lead(person, forum)

    for _ in range(3):
        answer = browser.post(staff_url(forum), task(forum, person))
        assert answer["Location"] == staff_url(forum)

    grant = Grant.objects.get(scope=Scope.SESSION)
    assert (grant.user, grant.role, grant.session_key, grant.dimension) == (
        person, Role.FACILITATOR, forum.session.key, forum.dimension,
    )  # fmt: skip
    assert grant.valid_from == forum.session.starts_at - timedelta(days=1)
    assert grant.valid_until == forum.session.ends_at + timedelta(hours=12)
    assert grant.granted_by == admin
    assert may_lead(person, forum)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data["person"]) == ("workshop.staff_assigned", person.pk)
    assert str(person) not in str(entry.data)
    notice = Notice.objects.get(recipient=person)
    assert (notice.kind, notice.path) == ("workshop", "/forum-saya/")
    assert notice.title == f"Tugas Anda pada {forum.session}: Fasilitator"
    assert "forum Lingkungan" in notice.text
    assert Outbox.objects.get().recipient == person


def test_a_task_taken_back_ends_at_once(forum, admin, client_of):
    person, browser = UserFactory(), client_of(admin)
    browser.post(staff_url(forum), task(forum, person))
    grant = Grant.objects.get(scope=Scope.SESSION)
    data = {"sesi": forum.session.key, "tugas": grant.pk}

    for _ in range(2):
        answer = browser.post(f"{staff_url(forum)}hapus/", data)
        assert answer["Location"] == staff_url(forum)

    assert not may_lead(person, forum)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["workshop.staff_assigned", "workshop.staff_removed"]
    assert Notice.objects.filter(recipient=person, title__endswith="dibatalkan").exists()


def test_several_lead_one_forum_and_one_person_has_several_tasks(forum, admin):
    first, second = UserFactory(), UserFactory()
    other = DimensionFactory(code="ECO")
    for person, dimension in [(first, forum.dimension), (second, forum.dimension), (first, other)]:
        assign(
            forum.session, actor=admin, person=person, role=Role.FACILITATOR, dimension=dimension
        )
    assign(forum.session, actor=admin, person=first, role=Role.DESK)

    assert may_lead(first, forum)
    assert may_lead(second, forum)
    assert Grant.objects.filter(scope=Scope.SESSION, user=first).count() == 3


def test_the_desk_has_no_dimension(forum, admin, client_of):
    person = UserFactory()

    client_of(admin).post(staff_url(forum), task(forum, person, role="desk"))

    grant = Grant.objects.get(scope=Scope.SESSION)
    assert (grant.role, grant.dimension) == (Role.DESK, None)
    assert not may_lead(person, forum)


def test_only_session_staff_roles_can_be_given(forum, admin):
    for role in (Role.ADMIN, Role.REVIEWER, Role.OBSERVER, Role.PARTICIPANT):
        with pytest.raises(NotAllowedError):
            assign(forum.session, actor=admin, person=UserFactory(), role=role)
    with pytest.raises(NotAllowedError):
        assign(
            forum.session, actor=admin, person=UserFactory(is_active=False), role=Role.FACILITATOR
        )
    assert not Grant.objects.filter(scope=Scope.SESSION).exists()


def test_nobody_but_an_admin_gives_or_takes_tasks(forum):
    leading, person = facilitator_of(forum), UserFactory()
    grant = Grant.objects.get(user=leading, scope=Scope.SESSION)

    for actor in (leading, person, UserFactory(roles=["reviewer"])):
        with pytest.raises(NotAllowedError):
            assign(forum.session, actor=actor, person=person, role=Role.DESK)
        with pytest.raises(NotAllowedError):
            unassign(grant, actor=actor, session=forum.session)

    assert Grant.objects.filter(scope=Scope.SESSION).count() == 1
    assert not AuditEntry.objects.exists()
    assert not Notice.objects.exists()


def test_a_grant_of_another_session_is_not_taken_through_this_one(forum, admin, client_of):
    other = ForumFactory()
    facilitator_of(other)
    everywhere = UserFactory(roles=["facilitator"]).grants.get(role=Role.FACILITATOR)
    own = Grant.objects.get(scope=Scope.SESSION)

    for pk in (own.pk, everywhere.pk, "x", "", 10**15):
        client_of(admin).post(f"{staff_url(forum)}hapus/", {"sesi": forum.session.key, "tugas": pk})

    assert Grant.objects.filter(pk__in=[own.pk, everywhere.pk]).count() == 2
    wrong = client_of(admin).post(f"{staff_url(forum)}hapus/", {"sesi": other.session.key})
    assert wrong.status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"person": ""}, "Cari lalu pilih satu orang"),
        ({"person": "tidak-ada"}, "Orang ini tidak ditemukan"),
        ({"session": ""}, "Pilih sesi"),
        ({"session": "sesi-lain"}, "Pilih sesi dari daftar"),
        ({"role": "admin"}, "Pilih tugas"),
    ],
)
def test_a_refused_task_keeps_the_search(changes, sentence, forum, admin, client_of):
    person = UserFactory(display_name="Togi Sitorus")

    answer = client_of(admin).post(staff_url(forum), task(forum, person, **changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Togi Sitorus" in page
    assert not Grant.objects.filter(scope=Scope.SESSION).exists()


def test_people_are_found_by_name_mail_and_organisation(forum, admin, client_of):
    person = UserFactory(display_name="Lamria Sitorus", organisation__name="Bapperida")
    UserFactory(display_name="Lamria Tutup", is_active=False)
    browser = client_of(admin)

    for words in ("lamria", person.email, "bapperida"):
        page = browser.get(staff_url(forum), {"cari": words}).content.decode()
        assert page.count('name="person"') == 1
        assert person.username in page
    page = browser.get(staff_url(forum), {"cari": "<b>siapa\x00</b>"}).content.decode()
    assert "Tidak ada orang aktif yang cocok dengan “&lt;b&gt;siapa" in page


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_are_one_task():
    forum, admin, person = ForumFactory(), UserFactory(roles=["admin"]), UserFactory()
    barrier, found = threading.Barrier(8), []

    def click():
        barrier.wait()
        try:
            grant = assign(
                forum.session, actor=admin, person=person, role=Role.FACILITATOR,
                dimension=forum.dimension,
            )  # fmt: skip
            found.append(grant.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [Grant.objects.get(scope=Scope.SESSION).pk] * 8
    assert Outbox.objects.count() == 1


def test_rights_end_by_themselves(forum, admin):
    person = UserFactory()
    assign(
        forum.session, actor=admin, person=person, role=Role.FACILITATOR,
        dimension=forum.dimension,
    )  # fmt: skip

    begins, ends = forum.session.rights_from, forum.session.rights_until
    for moment, expected in [
        (begins - timedelta(seconds=1), False),
        (begins + timedelta(seconds=1), True),
        (ends - timedelta(seconds=1), True),
        (ends + timedelta(seconds=1), False),
    ]:
        with time_machine.travel(moment, tick=False):
            assert may_lead(person, forum) is expected


@pytest.mark.parametrize("many", [1, 4])
def test_the_list_of_staff_costs_the_same_for_many(
    many, admin, client_of, django_assert_num_queries
):
    session = SessionFactory()
    for code in ("ENV", "ECO", "BRA", "GOV")[:many]:
        facilitator_of(ForumFactory(session=session, dimension=DimensionFactory(code=code)))
    browser = client_of(admin)

    with django_assert_num_queries(QUERIES_OF_STAFF):
        browser.get(f"{session.workshop.get_absolute_url()}kelola/petugas/")
