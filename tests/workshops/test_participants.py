"""The participants' list, who is missing, and what the desk may correct."""

import pytest
from django.urls import reverse

from accounts.choices import OrganisationKind, Role, Scope
from accounts.models import Grant
from submissions.transitions import NotAllowedError
from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import (
    ForumFactory,
    ParticipantFactory,
    SessionFactory,
    facilitator_of,
    guest,
    present,
)
from tobasmart.audit.models import AuditEntry
from workshops.models import Invitation, Participant
from workshops.services import participants as services

pytestmark = pytest.mark.django_db
LIST_QUERIES = 10
MISSING_QUERIES = 8


def url(session, name="participant_list", *args):
    return reverse(f"workshops:{name}", args=[session.workshop.slug, *args])


def listed(page):
    return [row.name for row in page.context["page"]]


@pytest.fixture
def hall():
    """Two days; an OPD present on the first, a guest on the second, one absent, one cancelled."""
    first = SessionFactory(title="Hari 1", day=1)
    second = SessionFactory(workshop=first.workshop, title="Hari 2", day=2)
    environment = OrganisationFactory(name="Dinas Lingkungan", key="dlh")
    present(first, user=UserFactory(organisation=environment), name="Anita", number=1)
    guest(second, name="Bonar", number=2)
    ParticipantFactory(workshop=first.workshop, name="Citra", number=3)
    ParticipantFactory(workshop=first.workshop, name="Dame", number=4, is_cancelled=True)
    return first


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Anita", "Bonar", "Citra"]),
        ({"jenis": "umkm"}, ["Bonar"]),
        ({"organisasi": "dlh"}, ["Anita"]),
        ({"keadaan": "hadir"}, ["Anita", "Bonar"]),
        ({"keadaan": "hadir:2"}, ["Bonar"]),
        ({"keadaan": "belum"}, ["Citra"]),
        ({"keadaan": "belum-dipastikan"}, ["Bonar"]),
        ({"keadaan": "batal"}, ["Dame"]),
        ({"q": "lingkungan"}, ["Anita"]),
        ({"q": "3"}, ["Citra"]),
        ({"q": "balige bonar"}, ["Bonar"]),
        (
            {"jenis": "x", "keadaan": "hadir:x\x00", "organisasi": "", "q": "\x00"},
            ["Anita", "Bonar"],
        ),
        ({"jenis": "' OR 1"}, ["Anita", "Bonar", "Citra"]),
    ],
)
def test_list_is_narrowed_by_kind_organisation_state_and_words(
    query, names, hall, admin, client_of
):
    page = client_of(admin).get(url(hall), query)

    assert page.status_code == 200
    assert listed(page) == names


def test_counts_by_kind_leave_out_who_cancelled(hall, admin, client_of):
    page = client_of(admin).get(url(hall))

    assert (page.context["present"], page.context["total"]) == (2, 3)
    assert [(row["kind"], row["present"], row["total"]) for row in page.context["counts"]] == [
        ("opd", 1, 2), ("umkm", 1, 1),
    ]  # fmt: skip


def test_names_are_for_the_sessions_helpers_and_admins_only(hall, client, client_of):
    forum = ForumFactory(session=hall)
    desk = UserFactory()
    Grant.objects.create(user=desk, role=Role.DESK, scope=Scope.SESSION, session_key=hall.key)
    elsewhere = facilitator_of(ForumFactory())
    for name, args in (
        ("participant_list", ()), ("participant_missing", ()), ("participant_detail", (1,)),
    ):  # fmt: skip
        path = url(hall, name, *args)
        assert client.get(path)["Location"].startswith("/masuk/")
        for person in (facilitator_of(forum), desk, UserFactory(roles=["admin"])):
            assert client_of(person).get(path).status_code == 200
        for person in (UserFactory(), elsewhere, UserFactory(roles=["reviewer", "observer"])):
            answer = client_of(person).get(path)
            assert answer.status_code == 403
            assert "Anita" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_list_takes_the_same_queries_for_any_number(
    count, admin, client_of, django_assert_num_queries
):
    session = SessionFactory()
    for _ in range(count):
        present(session)
        guest(session)
    browser = client_of(admin)
    browser.get(url(session))

    with django_assert_num_queries(LIST_QUERIES):
        browser.get(url(session))


@pytest.mark.parametrize("count", [1, 5])
def test_missing_takes_the_same_queries_for_any_number(
    count, admin, client_of, django_assert_num_queries
):
    session = SessionFactory()
    for _ in range(count):
        Invitation.objects.create(workshop=session.workshop, organisation=OrganisationFactory())
    browser = client_of(admin)
    browser.get(url(session, "participant_missing"))

    with django_assert_num_queries(MISSING_QUERIES):
        browser.get(url(session, "participant_missing"))


def test_missing_are_invited_organisations_with_nobody_there(hall, admin, client_of):
    workshop = hall.workshop
    there, registered, silent = (OrganisationFactory(name=name) for name in "ABC")
    business = OrganisationFactory(name="Aa Usaha", kind=OrganisationKind.UMKM)
    for organisation in (there, registered, silent, business):
        Invitation.objects.create(workshop=workshop, organisation=organisation, seats=3)
    present(hall, user=UserFactory(organisation=there))
    ParticipantFactory(workshop=workshop, user=UserFactory(organisation=registered))

    browser = client_of(admin)
    page = browser.get(url(hall, "participant_missing"))
    day_two = browser.get(url(hall, "participant_missing"), {"hari": "2"})

    rows = [(row.organisation.name, row.seats, row.registered) for row in page.context["page"]]
    assert rows == [("B", 3, 1), ("C", 3, None), ("Aa Usaha", 3, None)]
    assert [row.organisation.name for row in day_two.context["page"]] == ["A", "B", "C", "Aa Usaha"]


def test_guest_is_confirmed_once(hall, client_of):
    path = url(hall, "participant_confirm", 2)
    assert client_of(UserFactory()).post(path).status_code == 403
    assert not Participant.objects.get(number=2).is_confirmed
    browser = client_of(facilitator_of(ForumFactory(session=hall)))
    assert browser.get(path).status_code == 405

    for _ in range(2):
        browser.post(path)

    assert Participant.objects.get(number=2).is_confirmed
    assert AuditEntry.objects.get().action == "participant.confirmed"


def test_desk_corrects_an_entry_and_the_audit_has_field_names_only(hall, admin, client_of):
    organisation = OrganisationFactory(name="Tenun Meat", kind=OrganisationKind.COMMUNITY)
    path = url(hall, "participant_detail", 2)
    data = {
        "name": "Bonar Sitorus", "organisation": organisation.pk, "organisation_name": "Lama",
        "kind": "umkm", "job_title": "", "phone": "", "email": "",
    }  # fmt: skip

    answer = client_of(admin).post(path, data)

    assert answer["Location"] == path
    row = Participant.objects.get(number=2)
    assert (row.name, row.organisation, row.organisation_name, row.kind) == (
        "Bonar Sitorus", organisation, "", "community",
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert entry.data == {"fields": ["jenis", "nama", "organisasi", "lembaga atau usaha"]}
    assert entry.target_label == "Peserta 002"
    client_of(admin).post(path, data)
    assert AuditEntry.objects.count() == 1


def test_desk_erases_a_contact_that_is_no_longer_needed(hall, admin, client_of):
    Participant.objects.filter(number=2).update(phone="08123", email="bonar@usaha.example")
    data = {"name": "Bonar", "organisation_name": "Kelompok UMKM Balige", "kind": "umkm"}

    client_of(admin).post(url(hall, "participant_detail", 2), data)

    row = Participant.objects.get(number=2)
    assert (row.phone, row.email) == ("", "")
    assert AuditEntry.objects.get().data == {"fields": ["surel", "nomor ponsel"]}


def test_refused_correction_keeps_what_was_typed(hall, admin, client_of):
    path = url(hall, "participant_detail", 2)

    answer = client_of(admin).post(path, {"name": "", "kind": "umkm", "job_title": "Ketua"})

    assert answer.status_code == 422
    assert "Tulis nama lengkap" in answer.content.decode()
    assert 'value="Ketua"' in answer.content.decode()
    assert Participant.objects.get(number=2).name == "Bonar"


def test_services_refuse_who_is_not_at_the_desk(hall):
    row, stranger = Participant.objects.get(number=2), UserFactory()

    with pytest.raises(NotAllowedError):
        services.confirm_participant(row, actor=stranger)
    with pytest.raises(NotAllowedError):
        services.edit_participant(
            row, actor=stranger, name="x", organisation=None, organisation_name="", kind="umkm",
            job_title="",
        )  # fmt: skip
    assert AuditEntry.objects.count() == 0


def test_unknown_numbers_and_workshops_are_not_found(hall, admin, client_of):
    browser = client_of(admin)
    assert browser.get(url(hall, "participant_detail", 99)).status_code == 404
    assert browser.get("/bimtek/tidak-ada/peserta/").status_code == 404
