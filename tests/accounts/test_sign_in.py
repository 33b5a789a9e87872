import os
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from accounts.choices import Role
from accounts.models import Consent, Grant, User
from tests.factories import OrganisationFactory, UserFactory
from tobasmart.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-benar-1"


@pytest.fixture(autouse=True)
def fresh_limits():
    call_command("createcachetable", verbosity=0)
    cache.clear()


@pytest.fixture
def person():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(login, password, **headers):
    client = Client(**headers)
    answer = client.post("/masuk/", {"login": login, "password": password})
    # An address that is not confirmed is sent elsewhere.
    return answer.get("Location") == "/saya/", answer.content.decode()


def test_right_password_opens_and_wrong_one_says_one_sentence(person):
    assert sign_in(person.username, PASSWORD)[0]
    assert sign_in(person.email, PASSWORD)[0]
    for login in (person.username, "tidak-ada"):
        opened, text = sign_in(login, "salah")
        assert not opened
        assert "Surel atau kata sandi tidak cocok." in text


def test_account_is_locked_by_any_name_and_address_and_others_are_not(person):
    other = UserFactory()
    other.set_password(PASSWORD)
    other.save()
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    for number in range(8):
        login = person.username if number % 2 else person.email.upper()
        sign_in(login, "salah", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    opened, text = sign_in(person.username, PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9")

    assert not opened
    assert "Terlalu banyak percobaan masuk" in text
    assert sign_in(other.username, PASSWORD)[0]


def test_admin_unlocks_an_account(person, client_of):
    for _ in range(9):
        sign_in(person.username, "salah")
    assert not sign_in(person.username, PASSWORD)[0]

    client_of(UserFactory(roles=["admin"])).post(f"/kelola/pengguna/{person.username}/buka/")

    assert sign_in(person.username, PASSWORD)[0]
    assert AuditEntry.objects.filter(action="user.unlocked").count() == 1


def registration(**changes):
    data = {
        "email": "baru@toba.example", "password1": PASSWORD, "password2": PASSWORD,
        "display_name": "Maruli", "kind": "umkm", "business_name": "Ulos Laguboti", "consent": "on",
    }  # fmt: skip
    return data | changes


def test_business_registers_itself_and_confirms_its_mail(client):
    client.post("/daftar/", registration(is_superuser="1", role="admin", is_staff="1"))

    user = User.objects.get(email="baru@toba.example")
    assert user.organisation.name == "Ulos Laguboti"
    assert [grant.role for grant in user.grants.all()] == [Role.PARTICIPANT]
    assert Consent.objects.filter(user=user, purpose="account").count() == 1
    assert not sign_in(user.username, PASSWORD)[0]
    (message,) = mail.outbox[:1]
    assert "http://127.0.0.1:8000/akun/" in message.body


def test_agency_account_waits_for_an_admin(client, client_of):
    agency = OrganisationFactory()
    client.post("/daftar/", registration(kind="opd", agency=agency.pk, business_name=""))
    user = User.objects.get(email="baru@toba.example")
    assert (user.organisation, user.grants.count()) == (None, 0)
    assert client_of(user).get("/gagasan/baru/").status_code == 403

    client_of(UserFactory(roles=["admin"])).post(f"/kelola/pengguna/{user.username}/setujui/")

    user.refresh_from_db()
    assert user.organisation == agency
    assert [grant.role for grant in user.grants.all()] == [Role.PARTICIPANT]


def test_registration_without_consent_is_refused_and_keeps_the_words(client):
    data = registration()
    del data["consent"]

    text = client.post("/daftar/", data).content.decode()

    assert "Centang persetujuan untuk mendaftar" in text
    assert "Ulos Laguboti" in text
    assert User.objects.count() == 0


def test_last_admin_keeps_the_role(client_of):
    admin = UserFactory(roles=["admin"])
    grant = Grant.objects.get(user=admin, role=Role.ADMIN)

    client_of(admin).post(f"/kelola/pengguna/{admin.username}/peran/{grant.pk}/cabut/")
    client_of(admin).post(f"/kelola/pengguna/{admin.username}/aktif/", {"active": "0"})

    admin.refresh_from_db()
    assert admin.is_active
    assert Grant.objects.filter(pk=grant.pk).exists()


def test_deactivation_ends_the_session(client_of):
    person = UserFactory()
    browser = client_of(person)
    assert browser.get("/saya/").status_code == 200

    client_of(UserFactory(roles=["admin"])).post(
        f"/kelola/pengguna/{person.username}/aktif/", {"active": "0"}
    )

    assert browser.get("/saya/").status_code == 302


@pytest.mark.parametrize(("role", "status"), [("reviewer", 302), ("admin", 302), ("observer", 200)])
def test_second_factor_is_required_of_reviewer_and_admin(role, status, client_of, settings):
    settings.REQUIRE_SECOND_FACTOR = True

    answer = client_of(UserFactory(roles=[role])).get("/saya/")

    assert answer.status_code == status
    if status == 302:
        assert answer["Location"] == "/akun/kode/totp/activate/"


PRODUCTION = {
    "SECRET_KEY": "Zq3x9LkP0vYtR7mWc5BnJ2hGf8sDaUeIo4TyKjQlXwVbNpMr6C1z",
    "ALLOWED_HOSTS": "toba.example",
    "HEALTH_TOKEN": "x" * 40,
    "PORTAL_ADDRESS": "https://toba.example",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "portal@toba.example",
}


def check_production(**changes):
    environment = os.environ | PRODUCTION | changes
    environment = {key: value for key, value in environment.items() if value is not None}
    return subprocess.run(
        [
            sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO",
            "--settings", "tobasmart.settings.prod",
        ],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_settings_pass_the_deployment_check():
    done = check_production()

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    )


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_refuses_to_start_without_its_secrets(name):
    done = check_production(**{name: None})

    assert done.returncode != 0
    assert name in done.stderr


def test_production_has_no_demo_and_requires_the_second_factor():
    code = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.DEMO, s.DEBUG, s.REQUIRE_SECOND_FACTOR, s.SESSION_COOKIE_SECURE)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "tobasmart.settings.prod"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "False False True True"
