"""Who may begin and end a gladi, when it may begin, and what its page says."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.choices import Role, Scope
from accounts.models import Grant
from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import (
    ForumFactory,
    SessionFactory,
    card,
    facilitator_of,
    guest,
    present,
)
from tobasmart.audit.models import AuditEntry
from workshops.choices import Phase
from workshops.models import Attendance, Forum, Minutes, Post, Record, Session
from workshops.services.rehearsal import NotEmptyError, end_rehearsal, start_rehearsal

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """Tomorrow's, with two forums that wait."""
    now = timezone.now()
    session = SessionFactory(starts_at=now + timedelta(hours=20), ends_at=now + timedelta(hours=28))
    for code in ("ENV", "ECO"):
        ForumFactory(session=session, dimension__code=code, phase=Phase.WAITING, phase_since=None)
    return session


@pytest.fixture
def leader(session):
    return facilitator_of(session.forums.first())


@pytest.mark.parametrize("real", ["attendance", "guest", "minutes", "phase", "record"])
def test_it_does_not_begin_where_something_real_would_be_lost(real, session, leader):
    forum = session.forums.first()
    if real == "attendance":
        present(session)
    elif real == "guest":
        guest(session, is_rehearsal=True).attendances.all().delete()
    elif real == "minutes":
        Minutes.objects.create(forum=forum, discussion="Sungguhan")
    elif real == "phase":
        Forum.objects.filter(pk=forum.pk).update(phase=Phase.COLLECT)
    else:
        Record.objects.create(forum=forum, created_by=leader)

    with pytest.raises(NotEmptyError):
        start_rehearsal(session, actor=leader)

    session.refresh_from_db()
    assert not session.is_rehearsal
    assert not AuditEntry.objects.exists()


def people(session):
    forum = session.forums.first()
    other = facilitator_of(ForumFactory())
    desk = UserFactory()
    Grant.objects.create(user=desk, role=Role.DESK, scope=Scope.SESSION, session_key=session.key)
    expired = facilitator_of(forum)
    Grant.objects.filter(user=expired).update(valid_until=timezone.now() - timedelta(minutes=1))
    return {
        "participant": UserFactory(), "reviewer": UserFactory(roles=["reviewer"]),
        "observer": UserFactory(roles=["observer"]), "desk": desk, "of another session": other,
        "expired": expired,
    }  # fmt: skip


def test_only_admin_and_facilitators_of_the_session_begin_and_end_it(session, admin, client_of):
    for person in people(session).values():
        with pytest.raises(NotAllowedError):
            start_rehearsal(session, actor=person)
    second = facilitator_of(session.forums.last())
    start_rehearsal(session, actor=second)
    for person in people(session).values():
        with pytest.raises(NotAllowedError):
            end_rehearsal(session, actor=person)
        answer = client_of(person).get(f"/forum-saya/{session.key}/gladi/")
        assert answer.status_code == 403
    assert Session.objects.get(pk=session.pk).is_rehearsal

    end_rehearsal(session, actor=admin)
    assert not Session.objects.get(pk=session.pk).is_rehearsal


def test_it_begins_only_before_check_in_opens(session, leader):
    opened = session.check_in_from + timedelta(seconds=1)
    with time_machine.travel(opened, tick=False), pytest.raises(NotAllowedError):
        start_rehearsal(session, actor=leader)
    assert not Session.objects.get(pk=session.pk).is_rehearsal


def test_the_page_shows_what_will_be_wiped_before_it_is(session, leader, client_of):
    browser, url = client_of(leader), f"/forum-saya/{session.key}/gladi/"
    assert "Mulai gladi" in browser.get(url).content.decode()
    answer = browser.post(url, {"action": "start"}, follow=True)
    page = answer.content.decode()
    assert "<b>Gladi.</b>" in page
    assert "Akhiri gladi dan hapus isinya" in page
    card(session.forums.first(), guest(session, is_rehearsal=True))

    page = browser.get(url).content.decode()
    assert "1 kehadiran dan 1 peserta latihan" in page
    assert "1 kartu dan 0 suara" in page
    assert Post.objects.exists()
    browser.post(url, {"action": "end"})

    assert not Post.objects.exists()


def test_the_page_says_why_it_cannot_begin(session, leader, client_of):
    browser, url = client_of(leader), f"/forum-saya/{session.key}/gladi/"
    present(session)

    assert "sudah berisi isian sungguhan" in browser.get(url).content.decode()
    page = browser.post(url, {"action": "start"}, follow=True).content.decode()
    assert "sudah berisi isian sungguhan" in page
    Attendance.objects.all().delete()
    with time_machine.travel(session.starts_at, tick=False):
        page = client_of(leader).post(url, {"action": "start"}, follow=True).content.decode()
        assert "Presensi sesi ini sudah dibuka" in page
    assert not Session.objects.get(pk=session.pk).is_rehearsal
