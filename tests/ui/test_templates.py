"""What the content security policy would refuse, and what a template must not promise."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from tobasmart.ui.icons import icon_markup

TEMPLATES = settings.BASE_DIR / "templates"
PAGES = {
    str(path.relative_to(TEMPLATES)): path.read_text("utf-8")
    for path in sorted(TEMPLATES.rglob("*.html"))
    # The book is read by the renderer alone, which has a policy of its own.
    if "book" not in path.parts
}
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.S)


def matches(pattern: str) -> dict[str, list[str]]:
    rule = re.compile(pattern, re.I)
    found = {name: rule.findall(COMMENT.sub("", text)) for name, text in PAGES.items()}
    return {name: hits for name, hits in found.items() if hits}


def test_no_inline_style():
    assert matches(r"<style\b|\sstyle\s*=|hx-on") == {}


def test_no_inline_script_or_handler():
    assert matches(r"<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:") == {}


def test_no_text_is_declared_safe():
    assert matches(r"\|\s*safe\b|autoescape off") == {}


def test_nothing_cuts_what_is_pasted():
    assert matches(r"\bmaxlength=") == {}


def test_every_icon_named_in_a_template_exists():
    names = {name for hits in matches(r"{% icon [\"']([^\"']+)").values() for name in hits}
    assert len(names) > 10
    for name in sorted(names):
        icon_markup(name)  # raises for a name that neither we nor the package know


def test_mails_carry_no_address_a_request_could_choose():
    mails = [path.read_text("utf-8") for path in TEMPLATES.rglob("email/*.txt")]
    assert (len(mails) > 20, [text for text in mails if "current_site" in text]) == (True, [])


def test_templates_stay_short():
    long = {name: len(text.splitlines()) for name, text in PAGES.items()}
    assert {name: lines for name, lines in long.items() if lines > 200} == {}


def test_server_error_needs_nothing_and_names_its_code():
    bare, coded = render_to_string("500.html"), render_to_string("500.html", {"error_id": "7K3Q"})
    assert ("Sebutkan kode" in bare, "Sebutkan kode <b>7K3Q</b>" in coded) == (False, True)
    assert [text.count("<h1") for text in (bare, coded)] == [1, 1]


@pytest.mark.parametrize("name", ["400.html", "413.html"])
def test_refused_requests_need_nothing(name):
    assert render_to_string(name).count("<h1") == 1
