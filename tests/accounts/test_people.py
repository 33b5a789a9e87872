import os
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from tests.accounts.test_sign_in import PRODUCTION
from tests.factories import OrganisationFactory, UserFactory, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.models import Notice, Outbox

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-benar-1"
QUERIES_OF_LIST = 11


@pytest.fixture(autouse=True)
def fresh_limits():
    call_command("createcachetable", verbosity=0)
    cache.clear()


def names(answer):
    return [person.username for person in answer.context["page"]]


def test_list_groups_people_who_need_an_admins_eye(admin, client_of):
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})
    waiting = UserFactory(organisation=None, requested_organisation=OrganisationFactory())
    careless = UserFactory(roles=["reviewer"])
    closed = UserFactory(is_active=False)
    invited = UserFactory()
    invited.set_unusable_password()
    invited.save()
    for person in (waiting, careless, closed):
        person.set_password("kata-sandi-1")
        person.save()
    browser = client_of(admin)

    found = {
        code: names(browser.get("/kelola/pengguna/", {"kelompok": code}))
        for code in ("menunggu", "undangan", "tanpa-kode", "nonaktif", "minta-hapus")
    }

    assert found == {
        "menunggu": [waiting.username],
        "undangan": [invited.username],
        "tanpa-kode": [careless.username],
        "nonaktif": [closed.username],
        "minta-hapus": [],
    }
    text = browser.get("/kelola/pengguna/").content.decode()
    assert text.count("tanpa kode autentikator") == 1


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_queries_for_any_number_of_people(
    count, admin, client_of, django_assert_num_queries
):
    for _ in range(count):
        UserFactory(roles=["reviewer"])
    browser = client_of(admin)
    browser.get("/kelola/pengguna/")

    with django_assert_num_queries(QUERIES_OF_LIST):
        browser.get("/kelola/pengguna/")


def test_invitation_is_sent_again_until_it_is_used(admin, client_of):
    browser = client_of(admin)
    browser.post(
        "/kelola/pengguna/undang/",
        {"email": "baru@toba.example", "display_name": "Baru", "organisation": ""},
    )
    person = User.objects.get(email="baru@toba.example")
    path = f"/kelola/pengguna/{person.username}/undang-lagi/"

    browser.post(path)
    person.set_password("kata-sandi-1")
    person.save()
    browser.post(path)

    assert Outbox.objects.filter(recipient=person).count() == 2
    assert not Notice.objects.filter(recipient=person).exists()
    assert AuditEntry.objects.filter(action="user.invited_again").count() == 1


def test_deactivation_deletes_every_session_and_keeps_authorship(admin, client_of):
    person = UserFactory()
    idea = idea_in("in_review", author=person)
    phone, desk = client_of(person), client_of(person)
    other = client_of(UserFactory())
    assert Session.objects.count() == 3

    client_of(admin).post(f"/kelola/pengguna/{person.username}/aktif/", {"active": "0"})

    assert Session.objects.count() == 2
    for browser in (phone, desk):
        assert browser.get("/saya/")["Location"].startswith("/masuk/")
    assert other.get("/saya/").status_code == 200
    idea.refresh_from_db()
    assert idea.author == person
    assert Client().get(idea.get_absolute_url()).status_code == 200

    client_of(admin).post(f"/kelola/pengguna/{person.username}/aktif/", {"active": "1"})
    assert phone.get("/saya/")["Location"].startswith("/masuk/")


@pytest.fixture
def guarded_reviewer():
    """A reviewer with a password, a confirmed address, TOTP and recovery codes."""
    person = UserFactory(roles=["reviewer"])
    person.set_password(PASSWORD)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    TOTP.activate(person, generate_totp_secret())
    return person, RecoveryCodes.activate(person).get_unused_codes()


def sign_in_as(person, code):
    """Password, then the code; the page the person ends on."""
    browser = Client()
    asked = browser.post("/masuk/", {"login": person.email, "password": PASSWORD})
    assert asked["Location"].startswith("/akun/kode/authenticate/")
    assert browser.get("/tinjauan/").status_code == 302  # not signed in before the code
    browser.post(asked["Location"], {"code": code})
    return browser.get("/tinjauan/")


def test_recovery_code_replaces_a_lost_phone_once(guarded_reviewer, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    person, codes = guarded_reviewer
    assert len(codes) == 10

    assert sign_in_as(person, "000000").status_code == 302
    assert sign_in_as(person, codes[0]).status_code == 200
    assert sign_in_as(person, codes[0]).status_code == 302
    assert sign_in_as(person, codes[1]).status_code == 200


def test_production_puts_the_guard_of_the_second_factor_before_every_page():
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.REQUIRE_SECOND_FACTOR,"
        " 'tobasmart.portal.middleware.RequireSecondFactor' in s.MIDDLEWARE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "tobasmart.settings.prod"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "True True"


def test_membership_is_answered_with_a_notice(admin, client_of):
    agency = OrganisationFactory()
    yes, no = (UserFactory(organisation=None, requested_organisation=agency) for _ in range(2))
    browser = client_of(admin)

    browser.post(f"/kelola/pengguna/{yes.username}/setujui/")
    browser.post(f"/kelola/pengguna/{no.username}/setujui/", {"action": "refuse"})

    assert Notice.objects.get(recipient=yes).title == "Akun Anda disetujui"
    assert Notice.objects.get(recipient=no).title == "Permintaan bergabung tidak disetujui"
    entry = AuditEntry.objects.get(action="user.approved")
    assert entry.data == {"changes": {"organisation": ["", agency.key]}}


def test_organisation_changes_keep_old_and_new_values(admin, client_of):
    agency = OrganisationFactory(name="Dinas Lama", key="lama")
    data = {"name": "Dinas Baru", "short_name": "", "kind": "opd", "is_active": "on"}
    browser = client_of(admin)

    browser.post("/kelola/organisasi/lama/", data)
    browser.post("/kelola/organisasi/lama/", data)

    entry = AuditEntry.objects.get(action="organisation.changed")
    assert entry.data == {"changes": {"name": ["Dinas Lama", "Dinas Baru"]}}
    agency.refresh_from_db()
    assert agency.name == "Dinas Baru"
