"""Registering oneself, changing it, and taking it back; the number of a participant."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import OrganisationKind
from submissions.transitions import NotAllowedError
from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import (
    ParticipantFactory,
    SessionFactory,
)
from tests.workshops.people import coming
from tobasmart.audit.models import AuditEntry
from workshops.choices import ParticipantOrigin
from workshops.consent import CONSENT_MISSING, CONSENT_VERSION
from workshops.models import Invitation, Participant
from workshops.services import registration
from workshops.services.registration import PersonDetails

pytestmark = pytest.mark.django_db
OWN_PAGE_QUERIES = 9
DETAILS = PersonDetails(name="Rosmauli Siahaan", job_title="Analis")


def url(workshop, name="registration"):
    return reverse(f"workshops:{name}", args=[workshop.slug])


def data(**changes):
    values = {
        "name": "Rosmauli Siahaan", "job_title": "Analis", "gender": "P",
        "phone": "0812-3456 7890", "consent": "on", "key": str(uuid.uuid4()),
    }  # fmt: skip
    return values | changes


def test_person_registers_with_their_own_organisation(client_of):
    workshop, person = coming(), UserFactory(display_name="Rosmauli")
    browser = client_of(person)
    assert 'value="Rosmauli"' in browser.get(url(workshop)).content.decode()

    answer = browser.post(url(workshop), data())

    assert (answer.status_code, answer["Location"]) == (302, url(workshop))
    row = Participant.objects.get()
    assert (row.number, row.user, row.organisation) == (1, person, person.organisation)
    assert (row.name, row.phone, row.gender) == ("Rosmauli Siahaan", "081234567890", "P")
    assert (row.kind, row.origin, row.consent_version) == (
        OrganisationKind.OPD, ParticipantOrigin.REGISTERED, CONSENT_VERSION,
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target_id, entry.target_label) == (
        "participant.registered", row.pk, "Peserta 001",
    )  # fmt: skip
    assert "Rosmauli" not in str(entry.data)
    assert "peserta nomor 001" in browser.get(url(workshop)).content.decode()


def test_pressed_twice_and_in_two_tabs_is_one_participant(client_of):
    workshop, browser = coming(), client_of(UserFactory())
    form = data()
    for _ in range(2):
        browser.post(url(workshop), form)
    browser.post(url(workshop), data(name="Tab kedua"))

    assert Participant.objects.count() == 1
    workshop.refresh_from_db()
    assert workshop.last_number == 1
    assert AuditEntry.objects.filter(action="participant.registered").count() == 1


def test_invited_organisation_counts_as_invited():
    workshop, person = coming(), UserFactory()
    Invitation.objects.create(workshop=workshop, organisation=person.organisation)

    row = registration.register(workshop, actor=person, details=DETAILS, key=uuid.uuid4())

    assert row.origin == ParticipantOrigin.INVITED


def test_who_has_no_organisation_names_theirs(client_of):
    workshop, person = coming(), UserFactory(organisation=None)

    client_of(person).post(url(workshop), data(organisation_name="Sanggar Ulos"))

    row = Participant.objects.get()
    assert (row.organisation, row.organisation_name) == (None, "Sanggar Ulos")
    assert row.kind == OrganisationKind.OTHER


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Tulis nama lengkap"),
        ("name", "x" * 81, "Nama lengkap paling banyak 80 karakter, sekarang 81"),
        ("phone", "telepon saya", "Tulis nomor ponsel"),
        ("consent", "", CONSENT_MISSING),
    ],
)
def test_refused_form_keeps_what_was_typed(field, value, sentence, client_of):
    workshop = coming()

    answer = client_of(UserFactory()).post(url(workshop), data(**{field: value}))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Analis" in answer.content.decode()
    assert Participant.objects.count() == 0


def test_visitor_is_sent_to_sign_in_and_comes_back(client):
    workshop = coming()

    answer = client.get(url(workshop))

    assert answer.status_code == 302
    assert answer["Location"] == f"/masuk/?next={url(workshop)}"


def test_account_without_a_role_is_refused(client_of):
    workshop, person = coming(), UserFactory()
    person.grants.all().delete()

    answer = client_of(person).post(url(workshop), data())

    assert answer.status_code == 403
    assert "belum punya peran" in answer.content.decode()
    with pytest.raises(NotAllowedError):
        registration.register(workshop, actor=person, details=DETAILS, key=uuid.uuid4())
    assert (Participant.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("why", ["closed by the admin", "over"])
def test_closed_registration_refuses_with_its_sentence(why, client_of):
    workshop, browser = coming(), client_of(UserFactory())
    if why == "over":
        workshop.starts_on = workshop.ends_on = timezone.localdate() - timedelta(days=1)
    else:
        workshop.registration_closes_at = timezone.now() - timedelta(minutes=1)
    workshop.save()

    answer = browser.post(url(workshop), data())

    assert answer.status_code == 409
    assert "Pendaftaran sudah ditutup" in answer.content.decode()
    assert Participant.objects.count() == 0
    page = browser.get(url(workshop)).content.decode()
    assert 'name="consent"' not in page


def test_change_says_which_fields_and_never_their_words(client_of):
    workshop, person = coming(), UserFactory()
    browser = client_of(person)
    browser.post(url(workshop), data())

    browser.post(url(workshop), data(name="Rosmauli br. Siahaan", job_title="Kepala Bidang"))

    row = Participant.objects.get()
    assert (row.name, row.job_title) == ("Rosmauli br. Siahaan", "Kepala Bidang")
    entry = AuditEntry.objects.get(action="participant.changed")
    assert entry.data == {"fields": ["jabatan", "nama"]}
    browser.post(url(workshop), data(name="Rosmauli br. Siahaan", job_title="Kepala Bidang"))
    assert AuditEntry.objects.filter(action="participant.changed").count() == 1


def test_cancelled_and_registered_again_keeps_the_number(client_of):
    workshop, person = coming(), UserFactory()
    browser = client_of(person)
    browser.post(url(workshop), data())
    for _ in range(2):
        browser.post(url(workshop, "registration_cancel"))
    assert Participant.objects.get().is_cancelled
    assert AuditEntry.objects.filter(action="participant.cancelled").count() == 1

    browser.post(url(workshop), data(name="Rosmauli S."))

    row = Participant.objects.get()
    assert (row.is_cancelled, row.number, row.name) == (False, 1, "Rosmauli S.")


def test_begun_workshop_changes_and_cancels_nothing(client_of):
    session = SessionFactory()
    workshop, person = session.workshop, UserFactory()
    row = ParticipantFactory(workshop=workshop, user=person, name="Tetap")
    browser = client_of(person)

    for answer in (
        browser.post(url(workshop), data()),
        browser.post(url(workshop, "registration_cancel")),
    ):
        assert answer.status_code == 409
        assert "sudah dimulai" in answer.content.decode()
    row.refresh_from_db()
    assert (row.name, row.is_cancelled) == ("Tetap", False)
    assert AuditEntry.objects.count() == 0


def test_nobody_changes_the_entry_of_another():
    workshop = coming()
    row = ParticipantFactory(workshop=workshop)

    for act in (
        lambda: registration.change_registration(row, actor=UserFactory(), details=DETAILS),
        lambda: registration.cancel_registration(row, actor=UserFactory()),
    ):
        with pytest.raises(NotAllowedError):
            act()
    row.refresh_from_db()
    assert (row.name != DETAILS.name, row.is_cancelled) == (True, False)


def test_late_registration_while_it_runs_is_open(client_of):
    workshop = SessionFactory().workshop

    answer = client_of(UserFactory()).post(url(workshop), data())

    assert answer.status_code == 302
    assert Participant.objects.count() == 1


def test_other_organisations_do_not_matter():
    person = UserFactory(organisation=OrganisationFactory(kind=OrganisationKind.UMKM))
    row = registration.register(coming(), actor=person, details=DETAILS, key=uuid.uuid4())
    assert row.kind == OrganisationKind.UMKM
