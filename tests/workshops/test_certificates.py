"""Certificates: who gets one, what is printed and hashed, who may download and revoke."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    facilitator_of,
    guest,
    present,
)
from tests.workshops.people import as_guest, certificate_of_both_days, days, there, together
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice
from workshops.certificate import verification_of
from workshops.models import Certificate
from workshops.services import certificates as services

pytestmark = pytest.mark.django_db
QUERIES = 16


@pytest.fixture
def issued(admin):
    return certificate_of_both_days(admin)


def url(workshop):
    return reverse("workshops:certificate_list", args=[workshop.slug])


def file_of(certificate):
    return reverse("workshops:certificate_file", args=[certificate.token])


def test_only_who_was_there_often_enough_and_is_confirmed_gets_one(admin):
    first, second = days()
    both, once = present(first), present(first)
    there(both, second)
    confirmed, unconfirmed = guest(first, is_confirmed=True), guest(first)
    for row in (confirmed, unconfirmed):
        there(row, second)
    ParticipantFactory(workshop=first.workshop)
    present(first, is_cancelled=True)
    rehearsed = present(first, is_rehearsal=True)
    there(rehearsed, second)

    rows = services.issue_certificates(first.workshop, actor=admin, sessions=2)

    assert [row.content["sessions"] for row in rows] == [["Hari 1", "Hari 2"]] * 2
    assert {row.content["minutes"] for row in rows} == {960}
    assert {row.participant for row in rows} == {both, confirmed}
    assert {p.pk for p in services.waiting(first.workshop, sessions=1)} == {once.pk}
    (later,) = services.issue_certificates(first.workshop, actor=admin, sessions=1)
    assert (later.content["sessions"], later.content["minutes"]) == (["Hari 1"], 480)
    assert services.unconfirmed(first.workshop, sessions=2).get() == unconfirmed


def test_issued_twice_makes_no_second_one(admin, client_of):
    first, second = days()
    person = UserFactory()
    there(present(first, user=person), second)
    browser = client_of(admin)

    for _ in range(2):
        assert browser.post(url(first.workshop), {"sesi": "2"}).status_code == 302

    assert Certificate.objects.count() == 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == ("certificate.issued", {"counts": 1, "sessions": 2})
    notice = Notice.objects.get()
    assert (notice.recipient, notice.path) == (person, "/saya/bimtek/")


def test_owner_and_those_in_charge_download(issued, admin, client, client_of):
    owner = issued.participant.user
    forum = ForumFactory(session=issued.workshop.sessions.first())
    forum.session.ends_at = timezone.now() + timedelta(hours=1)
    forum.session.save()
    for person in (owner, admin, facilitator_of(forum)):
        answer = client_of(person).get(file_of(issued))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "private, no-store"
    # The token stands on the printed page, so it opens nothing by itself.
    assert client.get(file_of(issued))["Location"].startswith("/masuk/")
    assert client_of(UserFactory()).get(file_of(issued)).status_code == 403
    assert client_of(admin).get("/sertifikat/tidak-ada/").status_code == 404


def test_guest_downloads_with_their_cookie(admin, client):
    session = days()[0]
    row, other = guest(session, is_confirmed=True), guest(session, is_confirmed=True)
    services.issue_certificates(session.workshop, actor=admin, sessions=1)
    as_guest(client, row)

    assert client.get(file_of(row.certificates.get())).status_code == 200
    assert client.get(file_of(other.certificates.get())).status_code == 302


def test_revoked_certificate_is_no_longer_handed_out(issued, admin, client_of):
    path = reverse("workshops:certificate_revoke", args=[issued.token])
    browser = client_of(admin)
    assert browser.get(path).status_code == 405
    browser.post(path, {"reason": ""})
    assert Certificate.objects.get().revoked_at is None

    for _ in range(2):
        browser.post(path, {"reason": "Salah nama"})

    assert Certificate.objects.get().revoked_reason == "Salah nama"
    assert AuditEntry.objects.filter(action="certificate.revoked").count() == 1
    assert client_of(issued.participant.user).get(file_of(issued)).status_code == 404
    assert verification_of(Certificate.objects.get())["state"] == "revoked"

    (again,) = services.issue_certificates(issued.workshop, actor=admin, sessions=2)

    assert again.number == f"{issued.number}-2"
    told = verification_of(Certificate.objects.get(pk=issued.pk))
    assert (told["state"], told["superseded_by"]) == ("superseded", again.number)


def test_only_admins_and_facilitators_of_the_workshop_issue_and_revoke(issued, client, client_of):
    workshop = issued.workshop
    before = Certificate.objects.count()
    revoke = reverse("workshops:certificate_revoke", args=[issued.token])
    assert client.get(url(workshop))["Location"].startswith("/masuk/")
    for person in (UserFactory(), facilitator_of(ForumFactory()), issued.participant.user):
        browser = client_of(person)
        assert browser.get(url(workshop)).status_code == 403
        assert browser.post(url(workshop), {"sesi": "1"}).status_code == 403
        assert browser.post(revoke, {"reason": "x"}).status_code == 403
        with pytest.raises(NotAllowedError):
            services.issue_certificates(workshop, actor=person, sessions=1)
        with pytest.raises(NotAllowedError):
            services.revoke_certificate(issued, actor=person, reason="x")
    assert Certificate.objects.filter(revoked_at=None).count() == before


def test_nothing_is_issued_before_the_first_session_is_over(admin, client_of):
    session = SessionFactory()
    present(session)

    answer = client_of(admin).post(url(session.workshop), {"sesi": "1"})

    assert answer.status_code == 409
    assert "setelah sesi pertama selesai" in answer.content.decode()
    assert (Certificate.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_unknown_number_of_sessions_is_refused(admin, client_of):
    first, _ = days()
    present(first)

    for wrong in ("0", "3", "x", ""):
        assert client_of(admin).post(url(first.workshop), {"sesi": wrong}).status_code == 422
    assert Certificate.objects.count() == 0


def test_page_counts_for_the_number_of_sessions_asked(admin, client_of):
    first, second = days()
    there(present(first), second)
    present(first)
    browser = client_of(admin)

    assert browser.get(url(first.workshop)).context["waiting"] == 1
    assert browser.get(url(first.workshop), {"sesi": "1"}).context["waiting"] == 2
    assert browser.get(url(first.workshop), {"sesi": "99"}).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_list_takes_the_same_queries_for_any_number(
    count, admin, client_of, django_assert_max_num_queries
):
    first, _ = days()
    for _ in range(count):
        present(first)
    services.issue_certificates(first.workshop, actor=admin, sessions=1)
    browser = client_of(admin)
    browser.get(url(first.workshop))

    with django_assert_max_num_queries(QUERIES):
        browser.get(url(first.workshop))


@pytest.mark.parametrize("count", [2, 20])
def test_issuing_takes_the_same_queries_for_any_number(count, admin, django_assert_max_num_queries):
    first, _ = days()
    for _ in range(count):
        present(first)

    with django_assert_max_num_queries(20):
        services.issue_certificates(first.workshop, actor=admin, sessions=1)
    assert Certificate.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_issue_one_each():
    first, _ = days()
    admin = UserFactory(roles=["admin"])
    for _ in range(3):
        present(first)

    def issue():
        services.issue_certificates(first.workshop, actor=admin, sessions=1)

    assert together(*[issue] * 3) == []

    assert Certificate.objects.count() == 3
