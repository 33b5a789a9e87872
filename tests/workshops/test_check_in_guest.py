"""Joining without an account: hall code, name and organisation, for one session, unconfirmed."""

import pytest
from django.test import Client

from accounts.choices import OrganisationKind
from accounts.models import OrganisationAlias
from submissions.transitions import NotAllowedError
from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import (
    ParticipantFactory,
)
from tests.workshops.attending import answers, door_of, rows, session_now
from workshops import door, hall_code
from workshops.choices import ParticipantOrigin
from workshops.consent import CONSENT_VERSION
from workshops.models import Attendance, Participant
from workshops.services import attendance as services

pytestmark = pytest.mark.django_db


def test_guest_joins_with_name_and_organisation_for_this_session_alone(client):
    session = session_now()
    later = session_now(workshop=session.workshop)
    page = client.get(door_of(session)).content.decode()
    assert "Masuk dulu" in page
    assert rows() == (0, 0, 0)

    answer = client.post(door_of(session), answers(email="rosma@contoh.id"))

    person = Participant.objects.get()
    assert (person.name, person.organisation_name, person.kind, person.email) == (
        "Rosma Sihombing", "Tenun Ulos Balige", OrganisationKind.UMKM, "rosma@contoh.id",
    )  # fmt: skip
    assert (person.origin, person.session, person.is_confirmed, person.consent_version) == (
        ParticipantOrigin.GUEST, session, False, CONSENT_VERSION,
    )  # fmt: skip
    done = client.get(answer["Location"]).content.decode()
    assert "Belum dipastikan" in done
    assert person.number_text in done
    cookie = answer.cookies[door.GUEST_COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    # The same phone is a stranger at the next session.
    assert "Nama lengkap" in client.get(door_of(later)).content.decode()
    assert client.get(f"/sesi/{later.key}/hadir/")["Location"] == "/h/"


@pytest.mark.parametrize("typed", ["dinas kominfo", "KOMINFO", "Dinas Perhubungan dan Kominfo"])
def test_organisation_in_the_list_is_found_by_any_of_its_names(typed, client):
    agency = OrganisationFactory(name="Dinas Kominfo", short_name="Kominfo")
    OrganisationAlias.objects.create(organisation=agency, name="Dinas Perhubungan dan Kominfo")
    session = session_now()

    client.post(door_of(session), answers(organisation=typed, kind="other"))

    person = Participant.objects.get()
    assert (person.organisation, person.organisation_name, person.kind) == (agency, "", "opd")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Tulis nama lengkap"),
        ({"name": "a" * 81}, "Nama paling banyak 80 karakter, sekarang 81"),
        ({"organisation": " "}, "Tulis lembaga atau usaha; tanpa lembaga, tulis perorangan"),
        ({"kind": "raja"}, "Pilih jenis: OPD, UMKM, atau lainnya"),
        ({"email": "bukan surel"}, "Tulis alamat surel yang lengkap"),
        ({"consent": ""}, "Centang persetujuan, lalu kirim lagi."),
    ],
)
def test_refused_guest_keeps_what_was_typed(changes, sentence, client):
    session, typed = session_now(), answers(**changes)

    answer = client.post(door_of(session), typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert typed["key"] in page
    assert f'value="{typed["name"]}"' in page
    assert rows() == (0, 0, 0)


def test_text_of_a_guest_never_becomes_code(client):
    session = session_now()
    name = '"><script>alert(1)</script>'

    refused = client.post(door_of(session), answers(name=name, consent=""))
    client.post(door_of(session), answers(name=name))

    assert "<script>alert" not in refused.content.decode()
    assert "<script>alert" not in client.get(f"/sesi/{session.key}/hadir/").content.decode()


def test_a_form_sent_many_times_is_one_guest(client):
    session, typed = session_now(), answers()

    for _ in range(3):
        other_phone = Client()
        assert other_phone.post(door_of(session), typed).status_code == 302

    assert rows() == (1, 1, 0)


def test_guest_taps_again(client):
    session = session_now()
    client.post(door_of(session), answers())

    answer = client.post(door_of(session), answers(name="Orang lain"), follow=True)

    assert "Anda sudah tercatat hadir pukul" in answer.content.decode()
    assert [person.name for person in Participant.objects.all()] == ["Rosma Sihombing"]


def test_a_guest_cannot_name_an_account_or_be_confirmed_by_fields(client):
    session, victim = session_now(), UserFactory()
    data = answers() | {"user": victim.pk, "is_confirmed": "1", "origin": "desk", "number": "7"}

    client.post(door_of(session), data)

    person = Participant.objects.get()
    assert (person.user, person.is_confirmed, person.origin) == (None, False, "guest")
    assert person.number == 100_001


def test_a_key_of_an_account_or_a_walk_in_makes_no_guest():
    session = session_now()
    person = ParticipantFactory(workshop=session.workshop)
    who = services.Person("Nama", "umkm", organisation_name="Usaha")

    with pytest.raises(NotAllowedError):
        services.join_as_guest(session, person=who, key=person.creation_key)
    assert Attendance.objects.count() == 0


def test_expired_code_keeps_the_guests_words_and_takes_the_new_one(client):
    session, typed = session_now(), answers()
    old = f"/h/{hall_code.token_of(session, hall_code.period_now() - 5)}/"

    answer = client.post(old, typed)

    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Kode sudah berganti. Pindai lagi kode di layar aula." in page
    assert 'value="Rosma Sihombing"' in page
    assert rows() == (0, 0, 0)
    # Scanned again, the phone still knows the words; typed, they are sent at once.
    assert 'value="Rosma Sihombing"' in client.get(door_of(session)).content.decode()
    assert client.post(old, typed | {"code": "AAAAA"}).status_code == 410
    answer = client.post(old, typed | {"code": hall_code.typed_of(session)})
    assert answer["Location"] == f"/sesi/{session.key}/hadir/"
    assert rows() == (1, 1, 0)
    assert 'value="Rosma' not in Client().get(door_of(session)).content.decode()
