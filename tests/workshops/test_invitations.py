"""Inviting organisations: once each, their people told once."""

from functools import partial

import pytest
from django.urls import reverse

from accounts.choices import OrganisationKind
from submissions.transitions import NotAllowedError
from tests.factories import OrganisationFactory, UserFactory
from tests.factories.workshops import ForumFactory, WorkshopFactory, facilitator_of
from tests.workshops.people import together
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Outbox
from workshops.models import Invitation
from workshops.services import invitations as services

pytestmark = pytest.mark.django_db
QUERIES = 8


def url(workshop, name="invitation_list"):
    return reverse(f"workshops:{name}", args=[workshop.slug])


def test_chosen_organisations_are_invited_and_their_people_told(admin, client_of):
    workshop = WorkshopFactory()
    first, second = OrganisationFactory(), OrganisationFactory()
    people = [UserFactory(organisation=first), UserFactory(organisation=first)]
    UserFactory(organisation=first, is_active=False)
    UserFactory(organisation=second)

    answer = client_of(admin).post(url(workshop), {"organisation": first.key, "seats": "3"})

    assert answer.status_code == 302
    row = Invitation.objects.get()
    assert (row.organisation, row.seats, row.sent_by) == (first, 3, admin)
    assert {notice.recipient for notice in Notice.objects.all()} == set(people)
    notice = Notice.objects.first()
    assert (notice.kind, notice.path) == ("workshop", f"/bimtek/{workshop.slug}/daftar/")
    assert "3 kursi" in notice.text
    assert Outbox.objects.count() == 2
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.data) == (
        "invitation.sent", {"new": 1, "changed": 0, "seats": 3},
    )  # fmt: skip


def test_sent_twice_tells_nobody_twice_and_changes_seats(admin):
    workshop, person = WorkshopFactory(), UserFactory()
    for seats in (2, 2, 4):
        services.invite(workshop, actor=admin, organisations=[person.organisation], seats=seats)

    assert Invitation.objects.get().seats == 4
    assert Notice.objects.count() == 1
    assert AuditEntry.objects.filter(action="invitation.sent").count() == 2


def test_all_opd_with_one_click_leaves_the_invited_as_they_are(admin, client_of):
    workshop = WorkshopFactory()
    invited, *others = [OrganisationFactory() for _ in range(4)]
    OrganisationFactory(kind=OrganisationKind.UMKM)
    OrganisationFactory(is_active=False)
    admin.organisation = invited
    admin.save()
    Invitation.objects.create(workshop=workshop, organisation=invited, seats=9)

    client_of(admin).post(url(workshop), {"action": "all_opd", "seats": "2"})

    rows = dict(Invitation.objects.values_list("organisation", "seats"))
    wanted = {invited.pk: 9} | {organisation.pk: 2 for organisation in others}
    assert wanted.items() <= rows.items()
    assert set(Invitation.objects.values_list("organisation__kind", flat=True)) == {"opd"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"seats": "2"}, "Pilih dulu organisasi yang diundang"),
        ({"seats": "0", "organisation": "x"}, "Paling sedikit 1 kursi"),
        ({"seats": "51", "organisation": "x"}, "Paling banyak 50 kursi"),
        ({"seats": "dua", "organisation": "x"}, "Tulis jumlah kursi dengan angka"),
    ],
)
def test_refused_form_says_what_to_do_and_keeps_the_choice(data, sentence, admin, client_of):
    workshop = WorkshopFactory()
    OrganisationFactory(key="x")

    answer = client_of(admin).post(url(workshop), data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert ("checked" in page) == ("organisation" in data)
    assert Invitation.objects.count() == 0


def test_only_admins_invite(client, client_of):
    forum = ForumFactory()
    workshop, organisation = forum.session.workshop, OrganisationFactory()
    data = {"organisation": organisation.key, "seats": "2"}
    assert client.get(url(workshop))["Location"].startswith("/masuk/")
    for person in (UserFactory(), facilitator_of(forum)):
        browser = client_of(person)
        assert browser.get(url(workshop)).status_code == 403
        assert browser.post(url(workshop), data).status_code == 403
        assert browser.post(url(workshop, "invitation_withdraw"), data).status_code == 403
        with pytest.raises(NotAllowedError):
            services.invite(workshop, actor=person, organisations=[organisation], seats=2)
        with pytest.raises(NotAllowedError):
            services.withdraw_invitation(workshop, actor=person, organisation=organisation)
    assert (Invitation.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_invitation_is_withdrawn_once(admin, client_of):
    workshop, organisation = WorkshopFactory(), OrganisationFactory()
    Invitation.objects.create(workshop=workshop, organisation=organisation)
    browser = client_of(admin)
    assert browser.get(url(workshop, "invitation_withdraw")).status_code == 405

    for _ in range(2):
        browser.post(url(workshop, "invitation_withdraw"), {"organisation": organisation.key})

    assert Invitation.objects.count() == 0
    assert AuditEntry.objects.get().action == "invitation.withdrawn"


def test_list_is_searched_and_filtered(admin, client_of):
    workshop = WorkshopFactory()
    agency = OrganisationFactory(name="Dinas Pariwisata", short_name="Dispar")
    OrganisationFactory(name="Ulos Meat", kind=OrganisationKind.UMKM)
    Invitation.objects.create(workshop=workshop, organisation=agency)
    browser = client_of(admin)

    def names(**query):
        page = browser.get(url(workshop), query).context["page"]
        return [row.name for row in page if row.pk != admin.organisation_id]

    assert names(jenis="umkm") == ["Ulos Meat"]
    assert names(q="dispar") == ["Dinas Pariwisata"]
    assert names(keadaan="diundang") == ["Dinas Pariwisata"]
    assert "Dinas Pariwisata" not in names(keadaan="belum")


@pytest.mark.parametrize("count", [1, 5])
def test_list_takes_the_same_queries_for_any_number(
    count, admin, client_of, django_assert_num_queries
):
    workshop = WorkshopFactory()
    for _ in range(count):
        Invitation.objects.create(workshop=workshop, organisation=OrganisationFactory())
    browser = client_of(admin)
    browser.get(url(workshop))

    with django_assert_num_queries(QUERIES):
        browser.get(url(workshop))


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once_tell_everyone_once():
    workshop, person = WorkshopFactory(), UserFactory()
    admins = [UserFactory(roles=["admin"]) for _ in range(3)]

    def send(actor):
        services.invite(workshop, actor=actor, organisations=[person.organisation], seats=2)

    assert together(*[partial(send, actor) for actor in admins]) == []

    assert Invitation.objects.count() == Notice.objects.count() == 1
