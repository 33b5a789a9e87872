import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.services import CONSENT_VERSION
from submissions.choices import IdeaStatus
from tobasmart.portal import words
from tobasmart.ui.terms import TERMS, glossary

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/bantuan/", "/kontak/", "/privasi/", "/ketentuan/"])
def test_pages_of_words_are_open_and_linked_from_every_page(path, client):
    assert client.get(path).status_code == 200
    assert f'href="{path}"' in client.get("/").content.decode()


@pytest.mark.parametrize("text", [words.PRIVACY, words.TERMS], ids=lambda text: text.name)
def test_every_version_can_still_be_read(text, client):
    path = {"privacy": "/privasi/", "terms": "/ketentuan/"}[text.name]
    now = client.get(path).content.decode()
    assert f"Naskah versi {text.current.version}, berlaku sejak" in now
    for edition in text.editions:
        assert f'href="{path}{edition.version}/"' in now
        old = client.get(f"{path}{edition.version}/").content.decode()
        assert f"Naskah versi {edition.version}" in old
        assert ("Ini naskah lama" in old) == (edition != text.current)
    assert client.get(f"{path}1999-01/").status_code == 404


def test_consent_names_the_privacy_text_in_force():
    assert words.PRIVACY.current.version == CONSENT_VERSION
    for text in (words.PRIVACY, words.TERMS):
        days = [edition.valid_from for edition in text.editions]
        assert days == sorted(days, reverse=True)


def test_help_explains_every_status_and_every_term(client):
    text = client.get("/bantuan/").content.decode()

    assert [status for status, _ in words.STATUS_MEANINGS] == list(IdeaStatus)
    for status in IdeaStatus:
        assert f"<dt>{status.label}</dt>" in text
    for term in glossary():
        assert f"<dt>{term.word}</dt>" in text


def test_contact_says_what_the_operator_left_out_and_invents_nothing(client, settings):
    settings.CONTACT_EMAIL = "sekretariat@toba.example"

    text = client.get("/kontak/").content.decode()

    assert "mailto:sekretariat@toba.example" in text
    assert text.count("Belum diisi pengelola portal.") == 2
    assert re.findall(r"\+62|0\d{2,3}-\d", text) == []


def rendered(source, **context):
    return Template("{% load terms %}" + source).render(Context(context))


def test_term_is_explained_where_it_first_appears_on_a_page():
    request = RequestFactory().get("/")
    text = rendered('{% term "OPD" %} dan {% term "opd" "perangkat OPD" %}', request=request)

    assert text == "<dfn>OPD</dfn> (organisasi perangkat daerah) dan perangkat OPD"
    other_page = RequestFactory().get("/")
    assert rendered('{% term "OPD" %}', request=other_page).startswith("<dfn>OPD</dfn>")


def test_text_for_a_component_explains_its_marked_words():
    request = RequestFactory().get("/")
    text = rendered('{% explain "<i>[OPD] dan [OPD]" %}', request=request)

    assert text == "&lt;i&gt;<dfn>OPD</dfn> (organisasi perangkat daerah) dan OPD"


@pytest.mark.parametrize("path", ["/", "/gagasan/", "/bimtek/"])
def test_pages_explain_the_words_of_the_programme_once(path, client):
    text = client.get(path).content.decode()

    for word in ("OPD", "UMKM"):
        assert text.count(f"<dfn>{word}</dfn> (") == 1


def test_term_escapes_and_refuses_unknown_words():
    assert rendered('{% term "OPD" shown %}', shown="<b>").startswith("<dfn>&lt;b&gt;</dfn>")
    with pytest.raises(KeyError):
        rendered('{% term "OPDD" %}')
    assert all(term.meaning == term.meaning.strip(".") for term in TERMS.values())
