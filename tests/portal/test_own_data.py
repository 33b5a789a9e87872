import io
import json
import uuid
import zipfile

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Consent
from submissions.models import Comment, Support
from submissions.services.attachments import attach_file
from tests.factories import UserFactory, draft_idea, idea_in
from tobasmart.audit.models import AuditEntry
from tobasmart.notifications.services import notify
from tobasmart.portal.export_limit import MAX_EXPORTS
from tobasmart.portal.own_data import own_data

pytestmark = pytest.mark.django_db
PATH = "/saya/data/unduh/"
QUERIES = 23


@pytest.fixture
def person(settings, tmp_path):
    """Somebody with a row of every kind."""
    settings.MEDIA_ROOT = tmp_path
    user = UserFactory(display_name="Maruli")
    Consent.objects.create(user=user, purpose="account", text_version="1", source="registration")
    idea = idea_in("in_review", author=user, title="Ulos digital Laguboti")
    draft_idea(user, title="Draf rahasia saya")
    Comment.objects.create(idea=idea, author=user, text="Tanggapan saya sendiri")
    Support.objects.create(idea=idea, person=user)
    UserSession.objects.create(user=user, ip="10.0.0.1", session_key="k1", user_agent="Chromium")
    return user


@pytest.fixture
def other():
    """Somebody else, whose words must not be in the copy."""
    user = UserFactory(display_name="Orang Lain")
    idea = idea_in("in_review", author=user, title="Gagasan orang lain")
    draft_idea(user, title="Draf orang lain")
    Comment.objects.create(idea=idea, author=user, text="Tanggapan orang lain")
    UserSession.objects.create(user=user, ip="10.0.0.2", session_key="k2", user_agent="Lain")
    return user


def downloaded(browser, kind="json"):
    answer = browser.post(PATH, {"bentuk": kind})
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_copy_holds_all_of_the_person_and_nothing_of_others(person, other, client_of):
    answer, content = downloaded(client_of(person))
    text, data = content.decode(), json.loads(content)

    assert data["profil"]["surel"] == person.email
    assert [grant["peran"] for grant in data["peran"]] == ["Peserta"]
    assert [consent["naskah"] for consent in data["persetujuan"]] == ["1"]
    assert [idea["versi"][0]["title"] for idea in data["gagasan"]] == [
        "Ulos digital Laguboti", "Draf rahasia saya",
    ]  # fmt: skip
    assert [comment["teks"] for comment in data["tanggapan"]] == ["Tanggapan saya sendiri"]
    assert len(data["dukungan"]) == 1
    assert [session["alamat_ip"] for session in data["sesi_masuk"]] == ["10.0.0.1"]
    assert "Mengajukan gagasan" in {act["tindakan"] for act in data["catatan_audit"]}
    assert "lain" not in text.replace("Lainnya", "").lower()
    assert other.email not in text
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith('attachment; filename="data-saya-')


def test_copy_holds_no_secret(person, client_of):
    person.set_password("kata-sandi-rahasia")
    person.save()

    text = downloaded(client_of(person))[1].decode()

    assert person.password not in text
    assert "password" not in text


def test_zip_holds_the_same_data_and_the_persons_files(person, client_of):
    idea = draft_idea(person)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    file = SimpleUploadedFile("foto danau.png", picture.getvalue())
    attach_file(idea, actor=person, file=file, upload_key=uuid.uuid4())

    _, content = downloaded(client_of(person), "zip")

    archive = zipfile.ZipFile(io.BytesIO(content))
    names = archive.namelist()
    assert names[:2] == ["baca-saya.txt", "data.json"]
    assert [name.startswith("berkas/001-foto danau") for name in names[2:]] == [True]
    assert json.loads(archive.read("data.json"))["berkas"][0]["nama"].startswith("foto danau")


def test_only_a_post_of_the_person_downloads(person, client, client_of):
    assert client.post(PATH, {"bentuk": "json"})["Location"].startswith("/masuk/")
    assert client_of(person).get(PATH).status_code == 405
    assert client_of(person).post(PATH, {"bentuk": "exe"})["Location"] == "/saya/data/"
    assert client_of(person).get("/saya/data/").status_code == 200
    assert not AuditEntry.objects.filter(action="data.downloaded").exists()


def test_eleventh_download_of_an_hour_has_to_wait(person, client_of):
    browser = client_of(person)
    for _ in range(MAX_EXPORTS):
        assert browser.post(PATH, {"bentuk": "json"}).status_code == 200

    assert browser.post(PATH, {"bentuk": "json"}).status_code == 429
    assert client_of(UserFactory()).post(PATH, {"bentuk": "json"}).status_code == 200


@pytest.mark.parametrize("count", [1, 6])
def test_copy_takes_the_same_queries_for_any_number_of_rows(
    count, person, django_assert_num_queries
):
    for _ in range(count):
        idea = idea_in("submitted", author=person)
        Comment.objects.create(idea=idea, author=person, text="x")
        notify(
            [person], "accounts/removal_asked", {"person": person}, kind="account", path="/saya/"
        )

    with django_assert_num_queries(QUERIES):
        own_data(person)
