"""The page without connection and its worker: public, the same for all, tied to the build."""

import re

import pytest

from tests.factories import UserFactory
from tobasmart.portal import offline


def source_of(client):
    answer = client.get("/sw.js")
    name = re.search(r'^const CACHE_NAME = "(toba-[0-9a-f]{16})";$', answer.content.decode(), re.M)
    return answer, name[1]


@pytest.fixture(autouse=True)
def fresh():
    offline._worker_source.cache_clear()
    yield
    offline._worker_source.cache_clear()


@pytest.mark.django_db
def test_worker_governs_the_whole_portal_and_is_asked_for_anew(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer, _ = source_of(client)

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "text/javascript; charset=utf-8",
        "no-cache",
    )
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_worker_keeps_static_files_and_the_offline_page_only(client):
    text = source_of(client)[0].content.decode()

    urls = re.findall(r'"(/[^"]*)"', re.search(r"OFFLINE_FILES = (\[.*\]);", text)[1])
    assert urls[0] == "/luring/"
    assert len(urls) == 1 + len(offline.FILES)
    assert all(url.startswith("/static/") for url in urls[1:])
    assert "cache.put" not in text  # nothing is stored that a person opens


def test_name_of_the_cache_follows_the_files(client, monkeypatch):
    _, first = source_of(client)
    offline._worker_source.cache_clear()
    _, again = source_of(client)
    offline._worker_source.cache_clear()
    monkeypatch.setattr(offline, "FILES", offline.FILES[1:])
    _, other = source_of(client)

    assert first == again
    assert first != other


@pytest.mark.django_db
def test_offline_page_is_the_same_for_everyone(client, client_of):
    user = UserFactory(display_name="Nama yang tidak boleh disimpan")

    visitor, person = client.get("/luring/"), client_of(user).get("/luring/")

    assert visitor.status_code == 200
    assert visitor.content == person.content
    assert "Tidak ada sambungan" in visitor.content.decode()
