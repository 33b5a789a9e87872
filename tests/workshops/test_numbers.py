"""The number of a participant: given once, also to forty at the same moment."""

import uuid

import pytest

from submissions.transitions import NotAllowedError
from tests.factories import UserFactory
from tests.factories.workshops import (
    WorkshopFactory,
)
from tests.workshops.people import coming, together
from workshops.choices import ParticipantOrigin
from workshops.models import Participant
from workshops.services import registration
from workshops.services.participants import add_participant
from workshops.services.registration import PersonDetails

pytestmark = pytest.mark.django_db
OWN_PAGE_QUERIES = 9
DETAILS = PersonDetails(name="Rosmauli Siahaan", job_title="Analis")


def test_same_key_is_the_same_participant_and_never_somebody_elses():
    workshop, key = WorkshopFactory(), uuid.uuid4()
    values = {"name": "Tamu", "kind": "umkm", "origin": ParticipantOrigin.DESK, "key": key}

    first, is_new = add_participant(workshop, **values)
    again, is_new_again = add_participant(workshop, **(values | {"name": "Lain"}))

    assert (first.pk, is_new, is_new_again, again.name) == (again.pk, True, False, "Tamu")
    with pytest.raises(NotAllowedError):
        add_participant(WorkshopFactory(), **values)
    with pytest.raises(NotAllowedError):
        add_participant(workshop, **values, user=UserFactory())
    assert Participant.objects.count() == 1


def test_who_rehearsed_and_registers_is_not_wiped_with_the_rehearsal():
    workshop, person = coming(), UserFactory()
    add_participant(
        workshop, name="Gladi", kind="opd", origin=ParticipantOrigin.DESK, user=person,
        is_rehearsal=True,
    )  # fmt: skip

    row = registration.register(workshop, actor=person, details=DETAILS, key=uuid.uuid4())

    assert (Participant.objects.count(), row.is_rehearsal, row.name) == (1, False, DETAILS.name)


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_get_forty_numbers():
    workshop = WorkshopFactory()

    def join():
        for _ in range(5):
            add_participant(workshop, name="Tamu", kind="umkm", origin=ParticipantOrigin.DESK)

    assert together(*[join] * 8) == []

    numbers = Participant.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_participant():
    workshop, person, key, found = coming(), UserFactory(), uuid.uuid4(), []

    def press():
        row = registration.register(workshop, actor=person, details=DETAILS, key=key)
        found.append(row.pk)

    assert together(*[press] * 4) == []

    assert len(found) == 4
    assert len(set(found)) == Participant.objects.count() == 1
