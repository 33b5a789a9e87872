"""28 hostile names: what is left is harmless in a page, in a header and on every disk."""

import unicodedata

import pytest
from django.http.response import content_disposition_header

from tobasmart.files.names import clean_name

NAMES = {
    "../../etc/passwd": "passwd.pdf",
    "..\\..\\windows\\system32\\cmd.exe": "cmd.pdf",
    "/etc/shadow": "shadow.pdf",
    "C:\\Users\\a\\laporan.pdf": "laporan.pdf",
    "..": "berkas.pdf",
    ".": "berkas.pdf",
    "": "berkas.pdf",
    "   ": "berkas.pdf",
    "a\x00b.pdf": "ab.pdf",
    "laporan.pdf\x00.exe": "laporan.pdf.pdf",
    "foto\u202egpj.exe": "fotogpj.pdf",
    "a\u2066b\u2069.pdf": "ab.pdf",
    "nol\u200blebar.pdf": "nollebar.pdf",
    "a\r\nSet-Cookie: x=1\r\n\r\n.pdf": "a Set-Cookie_ x=1.pdf",
    'kutip".pdf': "kutip.pdf",
    "a'; DROP TABLE ideas;--.pdf": "a_ DROP TABLE ideas_--.pdf",
    "<img src=x onerror=alert(1)>.pdf": "img src=x onerror=alert(1).pdf",
    "x" * 300 + ".pdf": "x" * 116 + ".pdf",
    "CON": "_CON.pdf",
    "nul.tar.pdf": "_nul.tar.pdf",
    "COM1.pdf": "_COM1.pdf",
    ".htaccess": "htaccess.pdf",
    "web.config": "web.config.pdf",
    "shell.php.jpg": "shell.php.pdf",
    "akhir titik. . .": "akhir titik.pdf",
    "a|b?c*d:e.pdf": "a_b_c_d_e.pdf",
    "`id`$(id)&&id.pdf": "id_(id)_id.pdf",
    "Ulos \u1bd2\u1be9 ringkasan é.pdf": "Ulos \u1bd2\u1be9 ringkasan é.pdf",
}


def test_there_are_28():
    assert len(NAMES) == 28


@pytest.mark.parametrize("given", list(NAMES))
def test_hostile_name_is_harmless(given):
    name = clean_name(given, ".pdf")

    header = content_disposition_header(as_attachment=True, filename=name)
    assert name == NAMES[given]
    assert len(name) <= 120
    assert not any(unicodedata.category(sign).startswith("C") for sign in name)
    assert not set(name) & set("/\\\"'<>\r\n")
    assert header.isascii()
    assert "\n" not in header
