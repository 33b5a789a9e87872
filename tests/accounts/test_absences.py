from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Absence, User
from accounts.services import AbsenceError, add_absence, replacement_for, replacements_on
from tests.factories import UserFactory
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-24T09:00:00+07:00", tick=False):
        yield


def away(person, replacement=None, *, first=0, last=2):
    return add_absence(
        person,
        actor=person,
        starts_on=TODAY + timedelta(days=first),
        ends_on=TODAY + timedelta(days=last),
        replacement=replacement,
    )


def test_replacement_takes_the_turn_on_every_day_of_the_absence(reviewer):
    other = UserFactory(roles=["reviewer"])
    away(reviewer, other)

    found = [replacement_for(reviewer, TODAY + timedelta(days=day)) for day in (-1, 0, 2, 3)]

    assert found == [reviewer, other, other, reviewer]
    assert list(User.objects.absent_on(TODAY)) == [reviewer]
    assert list(User.objects.absent_on(TODAY + timedelta(days=3))) == []


def test_replacement_who_is_away_or_gone_is_passed_over(reviewer):
    second, third = UserFactory(roles=["reviewer"]), UserFactory(roles=["reviewer"])
    Absence.objects.create(person=reviewer, replacement=second, starts_on=TODAY, ends_on=TODAY)
    Absence.objects.create(person=second, replacement=third, starts_on=TODAY, ends_on=TODAY)
    assert replacements_on(TODAY) == {reviewer.pk: third, second.pk: third}

    third.is_active = False
    third.save()
    assert replacements_on(TODAY) == {reviewer.pk: None, second.pk: None}


def test_replacements_that_name_each_other_give_nobody(reviewer):
    other = UserFactory(roles=["reviewer"])
    for one, two in ((reviewer, other), (other, reviewer)):
        Absence.objects.create(person=one, replacement=two, starts_on=TODAY, ends_on=TODAY)

    assert replacements_on(TODAY) == {reviewer.pk: None, other.pk: None}


def test_replacements_take_a_fixed_number_of_queries(reviewer, django_assert_num_queries):
    for _ in range(5):
        away(UserFactory(roles=["reviewer"]), reviewer)

    with django_assert_num_queries(2):
        assert len(replacements_on(TODAY)) == 5


@pytest.mark.parametrize(
    ("days", "replacement", "sentence"),
    [
        ({"first": 2, "last": 1}, None, "Hari terakhir harus sama"),
        ({"first": -3, "last": -1}, None, "sudah lewat"),
        ({"first": 0, "last": 0}, "self", "Pilih orang lain"),
        ({"first": 0, "last": 0}, "participant", "harus seorang peninjau"),
        ({"first": 0, "last": 0}, "absent", "Pengganti juga tidak ada"),
    ],
)
def test_impossible_absences_are_refused_and_store_nothing(days, replacement, sentence, reviewer):
    people = {
        None: None,
        "self": reviewer,
        "participant": UserFactory(),
        "absent": UserFactory(roles=["reviewer"]),
    }
    away(people["absent"])
    before = Absence.objects.count()

    with pytest.raises(AbsenceError, match=sentence):
        away(reviewer, people[replacement], **days)

    assert Absence.objects.count() == before


def test_days_that_overlap_are_refused_and_the_same_days_sent_twice_stored_once(reviewer):
    away(reviewer, last=4)
    away(reviewer, last=4)
    with pytest.raises(AbsenceError, match="sudah tercatat"):
        away(reviewer, first=4, last=6)

    assert reviewer.absences.count() == 1
    assert AuditEntry.objects.filter(action="absence.added").count() == 1


def form(replacement=None):
    return {
        "starts_on": "2026-11-25",
        "ends_on": "2026-11-27",
        "replacement": replacement.pk if replacement else "",
    }


def test_reviewer_writes_down_own_days_and_the_replacement_is_told(reviewer, client_of):
    other = UserFactory(roles=["reviewer"])
    browser = client_of(reviewer)

    answer = browser.post("/saya/cuti/", form(other))

    assert answer["Location"] == "/saya/cuti/"
    text = browser.get("/saya/cuti/").content.decode()
    assert "25–27 November 2026" in text
    assert f"Digantikan {other.display_name}" in text
    assert [n.kind for n in Notice.objects.filter(recipient=other)] == ["assignment"]

    browser.post(f"/saya/cuti/{reviewer.absences.get().pk}/hapus/")

    assert reviewer.absences.count() == 0
    assert Notice.objects.filter(recipient=other).count() == 2
    assert [e.action for e in AuditEntry.objects.order_by("pk")] == [
        "absence.added", "absence.removed",
    ]  # fmt: skip


def test_only_reviewers_have_the_page_and_nobody_removes_others_days(reviewer, client_of):
    absence = away(reviewer)
    participant = client_of(UserFactory())

    assert participant.get("/saya/cuti/").status_code == 403
    assert participant.post(f"/saya/cuti/{absence.pk}/hapus/").status_code == 404
    assert reviewer.absences.count() == 1


def test_admin_writes_down_days_for_a_reviewer(reviewer, admin, client_of):
    path = f"/kelola/pengguna/{reviewer.username}/cuti/"
    assert client_of(reviewer).post(path, form()).status_code == 403

    answer = client_of(admin).post(path, form())

    assert answer.status_code == 302
    assert reviewer.absences.get().starts_on == date(2026, 11, 25)
    assert AuditEntry.objects.get(action="absence.added").actor == admin


def test_wrong_days_come_back_with_a_sentence(reviewer, client_of):
    answer = client_of(reviewer).post("/saya/cuti/", form() | {"ends_on": "2026-11-20"})

    assert answer.status_code == 422
    assert "Hari terakhir harus sama" in answer.content.decode()
    assert timezone.localdate() == TODAY
