"""Notulen: three sections saved by themselves, two texts kept, marks, one audit entry an hour."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from submissions.services.pages import Page
from submissions.transitions import NotAllowedError
from tests.factories import DimensionFactory, UserFactory
from tests.factories.workshops import ForumFactory, facilitator_of, seated
from tests.workshops.records import sealed_forum
from tobasmart.audit.models import AuditEntry
from workshops.choices import MarkKind
from workshops.models import AgendaItem, MinuteMark, Minutes
from workshops.services.board_refusals import NotNowError
from workshops.services.minutes import (
    MinutesConflictError,
    SectionLock,
    add_mark,
    minutes_of,
    remove_mark,
    save_minutes,
)

pytestmark = pytest.mark.django_db


def save(forum, actor, text, *, revision=1, page=None, section="pembahasan", **values):
    return save_minutes(
        forum, actor=actor, section=section, values=values or {"discussion": text},
        revision=revision, page=page or Page(uuid.uuid4()),
    )  # fmt: skip


def revision_of(minutes, section="pembahasan"):
    return SectionLock.of(minutes, section).revision


def test_first_opening_knows_place_times_chair_and_agenda():
    forum = ForumFactory()
    other = DimensionFactory(code="ECO")
    day = {"workshop": forum.session.workshop, "day": 1}
    AgendaItem.objects.create(**day, position=1, title="Pembukaan", starts_at="09:00")
    AgendaItem.objects.create(**day, position=2, title="Forum lain").dimensions.add(other)
    AgendaItem.objects.create(**day, position=3, title="Forum ini").dimensions.add(forum.dimension)
    AgendaItem.objects.create(workshop=forum.session.workshop, day=2, position=1, title="Besok")
    person = facilitator_of(forum)

    minutes = minutes_of(forum, person)

    assert (minutes.pk, minutes.led_by, minutes.led_by_title) == (
        None, person.display_name, "Fasilitator",
    )  # fmt: skip
    assert minutes.place == "Ruang 2, Gedung Serba Guna"
    local = timezone.localtime(forum.session.starts_at)
    assert (minutes.starts_at.hour, minutes.starts_at.minute) == (local.hour, local.minute)
    assert minutes.discussion == "09.00 Pembukaan\nForum ini"
    assert not Minutes.objects.exists()


def test_saving_one_section_keeps_the_others():
    forum = ForumFactory()
    person = facilitator_of(forum)
    save(forum, person, "Dermaga dulu.")
    stored = save(forum, person, "", section="hasil", conclusion="Sepakat.")

    assert (stored.discussion, stored.conclusion, stored.led_by) == (
        "Dermaga dulu.", "Sepakat.", person.display_name,
    )  # fmt: skip
    assert (revision_of(stored), revision_of(stored, "hasil"), revision_of(stored, "kepala")) == (
        2, 2, 1,
    )  # fmt: skip


def test_two_people_write_two_sections_at_once():
    forum = ForumFactory()
    one, two = facilitator_of(forum), facilitator_of(forum)
    save(forum, one, "Pembahasan satu.")
    stored = save(forum, two, "", section="hasil", conclusion="Kesimpulan dua.")

    assert (stored.discussion, stored.conclusion) == ("Pembahasan satu.", "Kesimpulan dua.")


def test_two_texts_of_one_section_are_a_conflict_and_nothing_is_written():
    forum = ForumFactory()
    one, two = facilitator_of(forum), facilitator_of(forum)
    save(forum, one, "Tulisan satu.")

    with pytest.raises(MinutesConflictError) as error:
        save(forum, two, "Tulisan dua.")

    assert error.value.minutes.discussion == "Tulisan satu."
    assert Minutes.objects.get().discussion == "Tulisan satu."
    assert AuditEntry.objects.filter(action="minutes.saved").count() == 1


def test_the_same_text_is_no_conflict():
    forum = ForumFactory()
    one, two = facilitator_of(forum), facilitator_of(forum)
    save(forum, one, "Sama.")

    assert save(forum, two, "Sama.").revision == 2


def test_own_echo_is_no_conflict_and_an_older_save_never_wins():
    """The answer was lost: the page still believes in the revision it began with."""
    forum = ForumFactory()
    person, key = facilitator_of(forum), uuid.uuid4()
    save(forum, person, "Satu", page=Page(key, 1))
    save(forum, person, "Satu dua", page=Page(key, 3))
    late = save(forum, person, "Satu d", page=Page(key, 2))

    assert late.discussion == "Satu dua"
    assert Minutes.objects.get().discussion == "Satu dua"
    with pytest.raises(MinutesConflictError):
        save(forum, person, "Halaman lain", page=Page(uuid.uuid4(), 1))


def test_one_audit_entry_for_each_person_and_hour():
    forum = ForumFactory()
    one, two = facilitator_of(forum), facilitator_of(forum)
    key = uuid.uuid4()
    for number in range(1, 6):
        stored = save(forum, one, f"Kata {number}", page=Page(key, number))
    save(forum, two, "Kata lain", revision=revision_of(stored))

    assert list(
        AuditEntry.objects.filter(action="minutes.saved").order_by("pk").values_list(
            "actor", flat=True
        )
    ) == [one.pk, two.pk]  # fmt: skip


@pytest.mark.parametrize("who", ["participant", "reviewer", "observer", "other facilitator"])
def test_others_write_nothing(who):
    forum = ForumFactory()
    if who == "other facilitator":
        other = ForumFactory(session=forum.session, dimension=DimensionFactory(code="ECO"))
        person = facilitator_of(other)
    else:
        person = UserFactory(roles=[who])
        seated(forum, user=person)

    for act in (
        lambda: save(forum, person, "X"),
        lambda: add_mark(forum, actor=person, kind=MarkKind.DECISION, text="X"),
        lambda: remove_mark(forum, actor=person, position=1, text="X"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert (Minutes.objects.count(), MinuteMark.objects.count()) == (0, 0)


def test_rights_end_with_the_grant():
    forum = ForumFactory()
    person = facilitator_of(forum)
    person.grants.update(valid_until=timezone.now() - timedelta(minutes=1))

    with pytest.raises(NotAllowedError):
        save(forum, type(person).objects.get(pk=person.pk), "X")


def test_sealed_minutes_stay():
    forum, _, facilitator = sealed_forum()
    for act in (
        lambda: save(forum, facilitator, "X", revision=9),
        lambda: add_mark(forum, actor=facilitator, kind=MarkKind.DECISION, text="X"),
        lambda: remove_mark(forum, actor=facilitator, position=1, text="Mulai dari tiga dermaga."),
    ):
        with pytest.raises(NotNowError, match="disegel"):
            act()
    assert MinuteMark.objects.count() == 1


def test_marks_keep_their_order_and_are_added_once():
    forum = ForumFactory()
    person = facilitator_of(forum)
    due = date(2021, 8, 1)
    for _ in range(2):
        add_mark(forum, actor=person, kind=MarkKind.DECISION, text="Sepakat.")
        add_mark(
            forum, actor=person, kind=MarkKind.FOLLOW_UP, text="Uji coba", who="Dinas", due_on=due
        )

    assert list(forum.marks.values_list("position", "kind", "who", "due_on")) == [
        (1, "decision", "", None), (2, "follow_up", "Dinas", due),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(action="minutes.marked").count() == 2


def test_a_mark_is_removed_by_place_and_words():
    forum = ForumFactory()
    person = facilitator_of(forum)
    add_mark(forum, actor=person, kind=MarkKind.DECISION, text="Lama")
    remove_mark(forum, actor=person, position=1, text="Kata lain")
    assert forum.marks.count() == 1

    for _ in range(2):
        remove_mark(forum, actor=person, position=1, text="Lama")

    assert forum.marks.count() == 0
    assert AuditEntry.objects.filter(action="minutes.unmarked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_save_the_same_section_at_the_same_moment():
    forum = ForumFactory()
    people = [facilitator_of(forum), facilitator_of(forum)]
    barrier, results = threading.Barrier(2), []

    def write(person):
        barrier.wait()
        try:
            results.append(save(forum, person, f"Tulisan {person.pk}").discussion)
        except MinutesConflictError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = [text for text in results if isinstance(text, str)]
    refused = [error for error in results if isinstance(error, MinutesConflictError)]
    assert (len(kept), len(refused)) == (1, 1)
    assert Minutes.objects.get().discussion == kept[0] == refused[0].minutes.discussion
