from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import Absence, Consent, Grant, ImportRun, RemovalRequest, User
from accounts.services import LastAdminError, ask_for_removal, invite_person
from submissions import services
from submissions.models import Comment, Follow, Idea, Support
from tests.factories import UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Outbox, Preference
from tobasmart.portal.removal import remove_account

pytestmark = pytest.mark.django_db


def test_person_asks_once_and_the_admins_hear_of_it(admin, client_of):
    person = UserFactory()
    browser = client_of(person)

    wrong = browser.post("/saya/hapus-akun/", {"confirmation": "ya", "reason": "Pindah"})
    assert wrong.status_code == 422
    assert "Pindah" in wrong.content.decode()
    assert RemovalRequest.objects.count() == 0
    for _ in range(2):
        browser.post("/saya/hapus-akun/", {"confirmation": "Hapus akun saya", "reason": "Pindah"})

    asked = RemovalRequest.objects.get()
    assert (asked.person, asked.reason) == (person, "Pindah")
    assert asked.due_at - asked.made_at == timedelta(hours=72)
    assert Notice.objects.filter(recipient=admin, kind="account").count() == 1
    assert AuditEntry.objects.filter(action="user.removal_asked").count() == 1
    page = client_of(admin).get("/kelola/pengguna/", {"kelompok": "minta-hapus"})
    assert [row.username for row in page.context["page"]] == [person.username]
    assert "minta dihapus, jawab sebelum" in page.content.decode()

    browser.post("/saya/hapus-akun/batal/")
    assert RemovalRequest.objects.count() == 0
    assert AuditEntry.objects.filter(action="user.removal_taken_back").count() == 1


@pytest.fixture
def maruli(admin):
    """A person with a trace in every table."""
    person = invite_person(
        actor=admin, email="maruli.t@toba.example", display_name="Maruli Tampubolon",
        organisation=UserFactory().organisation,
    )  # fmt: skip
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    UserSession.objects.create(user=person, ip="10.0.0.1", session_key="k", user_agent="x")
    Consent.objects.create(user=person, purpose="account", text_version="1", source="registration")
    Preference.objects.create(person=person, kind="talk", pace="none")
    Absence.objects.create(person=person, starts_on="2026-01-01", ends_on="2026-01-02")
    idea = idea_in("in_review", author=person)
    Comment.objects.create(idea=idea, author=person, text="Usul saya")
    Support.objects.create(idea=idea, person=person)
    Follow.objects.create(idea=idea, person=person)
    ImportRun.objects.create(
        kind="people", actor=admin, file_name="a.csv",
        rows=[{"row": 2, "fate": "same", "values": {"email": person.email}}],
    )  # fmt: skip
    ask_for_removal(person)
    return person


def test_removal_erases_who_it_was_and_keeps_what_was_handed_in(maruli, admin, client_of):
    idea = Idea.objects.get(author=maruli, status="in_review")
    browser = client_of(maruli)
    assert browser.get("/saya/data/").status_code == 200

    removed = remove_account(maruli, actor=admin)

    assert removed.username.startswith("pengguna-dihapus-")
    assert removed.email == f"{removed.username}@dihapus.invalid"
    assert (removed.display_name, removed.organisation) == ("pengguna dihapus", None)
    assert (removed.is_active, removed.has_usable_password()) == (False, False)
    for model in (Grant, EmailAddress, Authenticator, UserSession):
        assert not model.objects.filter(user=removed).exists()
    for model in (Notice, Outbox):
        assert not model.objects.filter(recipient=removed).exists()
    for model in (Preference, Absence, Follow, RemovalRequest):
        assert not model.objects.filter(person=removed).exists()
    assert ImportRun.objects.count() == 0
    assert Session.objects.count() == 0
    assert browser.get("/saya/data/")["Location"].startswith("/masuk/")
    idea.refresh_from_db()
    assert (idea.author, idea.organisation) == (removed, maruli.organisation)
    assert Comment.objects.get().author == removed
    assert Support.objects.count() == Consent.objects.count() == 1


def test_nothing_in_the_database_names_a_removed_person(maruli, admin):
    from django.apps import apps

    old = {maruli.username, maruli.email, "Maruli"}
    remove_account(maruli, actor=admin)

    found = []
    for model in apps.get_models():
        for row in model._base_manager.values():
            text = " ".join(str(value) for value in row.values())
            found += [(model.__name__, name) for name in old if name.lower() in text.lower()]
    assert found == []


def test_removal_is_recorded_once_and_done_once(maruli, admin):
    first = remove_account(maruli, actor=admin)
    second = remove_account(maruli, actor=admin)

    assert first.username == second.username
    entry = AuditEntry.objects.get(action="user.removed")
    assert (entry.actor, entry.target_id, entry.target_label) == (admin, first.pk, first.username)
    assert entry.data["asked_at"] != ""
    labels = AuditEntry.objects.filter(target_type="accounts.user", target_id=first.pk)
    assert {row.target_label for row in labels} == {first.username}


def test_drafts_go_to_an_active_co_author_or_away(admin):
    person, colleague = UserFactory(), UserFactory()
    shared, private = draft_idea(person), draft_idea(person)
    services.add_co_author(shared, actor=person, person=colleague)

    remove_account(person, actor=admin)

    shared.refresh_from_db()
    assert shared.author == colleague
    assert list(shared.co_authors.all()) == []
    assert not Idea.objects.filter(pk=private.pk).exists()
    entry = AuditEntry.objects.get(action="user.removed")
    assert (entry.data["drafts_given"], entry.data["drafts_deleted"]) == (1, 1)


def test_last_admin_is_not_removed(admin):
    with pytest.raises(LastAdminError):
        remove_account(admin, actor=admin)

    admin.refresh_from_db()
    assert admin.is_active
    remove_account(admin, actor=UserFactory(roles=["admin"]))
    assert User.objects.get(pk=admin.pk).is_removed


def test_admin_carries_it_out_after_typing_whose_account_it_is(admin, client_of):
    person = UserFactory()
    path = f"/kelola/pengguna/{person.username}/hapus/"
    assert client_of(person).get(path).status_code == 403
    browser = client_of(admin)

    unsaid = browser.post(path, {"username": person.username})
    wrong = browser.post(path, {"username": "lain", "basis": "Surat 12 November"})
    assert (unsaid.status_code, wrong.status_code) == (422, 422)
    assert User.objects.get(pk=person.pk).username == person.username

    browser.post(path, {"username": person.username, "basis": "Surat 12 November"})
    assert User.objects.get(pk=person.pk).is_removed
    assert AuditEntry.objects.get(action="user.removed").data["basis"] == "Surat 12 November"


def test_removed_name_is_shown_as_such(maruli, admin, client, client_of):
    remove_account(maruli, actor=admin)

    text = client_of(admin).get("/kelola/audit/").content.decode()
    page = client.get(Idea.objects.get(status="in_review").get_absolute_url()).content.decode()

    assert "pengguna dihapus" in text
    assert "Maruli" not in text + page
