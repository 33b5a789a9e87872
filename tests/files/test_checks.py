"""Each hostile file is refused with its own sentence; good ones become our own copies."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image, ImageFile

from tests.files import samples
from tobasmart.files import refusals
from tobasmart.files.checks import check_file
from tobasmart.files.refusals import RefusedFile

MAX = 10 << 20


def check(data, name="berkas.pdf"):
    return check_file(SimpleUploadedFile(name, data), max_bytes=MAX)


def workbook():
    target = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "Biaya"
    book.save(target)
    return target.getvalue()


GOOD = {
    "jpeg": (samples.picture("JPEG"), "image", "foto.jpg"),
    "progressive": (samples.picture("JPEG", progressive=True), "image", "foto.jpg"),
    "grey": (samples.picture("JPEG", mode="L"), "image", "foto.jpg"),
    "cmyk": (samples.picture("JPEG", mode="CMYK"), "image", "foto.jpg"),
    "png": (samples.picture("PNG"), "image", "foto.png"),
    "palette": (samples.picture("PNG", mode="P"), "image", "foto.png"),
    "16 bit": (samples.picture("PNG", mode="I;16"), "image", "foto.png"),
    "webp": (samples.picture("WEBP"), "image", "foto.webp"),
    "trailer": (samples.picture("JPEG") + bytes(5000), "image", "foto.jpg"),
    "pdf": (samples.pdf(), "pdf", "foto.pdf"),
    "packed pdf": (
        samples.pdf(samples.pdf_stream(b"1 0 <</A 1>>", b"/Type/ObjStm /Filter/FlateDecode")),
        "pdf",
        "foto.pdf",
    ),
    "docx": (samples.docx(), "docx", "foto.docx"),
    "chart": (
        samples.docx({"word/embeddings/Lembar1.xlsx": samples.xlsx()}),
        "docx",
        "foto.docx",
    ),
    "link": (
        samples.docx({"word/_rels/d.rels": samples.relationships("hyperlink", "https://x.test")}),
        "docx",
        "foto.docx",
    ),
    "xlsx": (samples.xlsx(), "xlsx", "foto.xlsx"),
    "openpyxl": (workbook(), "xlsx", "foto.xlsx"),
}


@pytest.mark.parametrize("case", list(GOOD))
def test_accepted_whatever_the_name_says(case):
    data, kind, name = GOOD[case]

    checked = check(data, "foto.exe")

    assert (checked.kind, checked.name) == (kind, name)
    assert len(checked.sha256) == 64


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SCRIPT_ACTION = b"<< /S /JavaScript /JS (app.alert(1)) >>"
PACKED = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
DTD = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
REFUSED = {
    "empty": (b"", refusals.EMPTY),
    "svg": (SVG, refusals.WRONG_TYPE),
    "html": (HTML, refusals.WRONG_TYPE),
    "xml": (b'<?xml version="1.0"?><a/>', refusals.WRONG_TYPE),
    "js": (b"alert(1)", refusals.WRONG_TYPE),
    "php": (b"<?php system($_GET[0]);", refusals.WRONG_TYPE),
    "text": (b"Halo\n" * 100, refusals.WRONG_TYPE),
    "exe": (b"MZ\x90\x00\x03" + bytes(300) + b"PE\x00\x00", refusals.WRONG_TYPE),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(300), refusals.WRONG_TYPE),
    "gif": (b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(30), refusals.WRONG_TYPE),
    "tiff": (samples.picture("TIFF"), refusals.WRONG_TYPE),
    "zip": (samples.archive({"a.txt": "a"}), refusals.WRONG_TYPE),
    "jar": (samples.archive({"META-INF/MANIFEST.MF": "a"}), refusals.WRONG_TYPE),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(50), refusals.WRONG_TYPE),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), refusals.WRONG_TYPE),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(50), refusals.WRONG_TYPE),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), refusals.OLD_OFFICE),
    "eicar": (samples.EICAR, refusals.VIRUS),
    "eicar in pdf": (samples.pdf(b"(" + samples.EICAR + b")"), refusals.VIRUS),
    "eicar in docx": (samples.docx({"word/media/a.png": samples.EICAR}), refusals.VIRUS),
    "gif+zip": (b"GIF89a" + bytes(50) + samples.archive({"a": "a"}), refusals.WRONG_TYPE),
    "jpeg+zip": (samples.picture() + samples.archive({"a": "a"}), refusals.MIXED),
    "jpeg+html": (samples.picture() + HTML, refusals.MIXED),
    "jpeg+php": (samples.picture(comment=b"<?php system(1);"), refusals.MIXED),
    "png+svg": (samples.picture("PNG") + SVG, refusals.MIXED),
    "webp+pdf": (samples.picture("WEBP") + samples.pdf(), refusals.MIXED),
    "html named jpeg": (b"\xff\xd8\xff\xe0" + HTML, refusals.MIXED),
    "jpeg torn": (samples.picture()[:2000], refusals.BROKEN),
    "png torn": (samples.picture("PNG")[:-30], refusals.BROKEN),
    "webp torn": (samples.picture("WEBP")[:-300], refusals.BROKEN),
    "jpeg head alone": (b"\xff\xd8\xff\xe0" + bytes(100), refusals.BROKEN),
    "png of 60,000": (
        samples.png_claiming(60_000, 60_000),
        refusals.TOO_MANY_PIXELS.format(limit=24),
    ),
    "png of 6,000": (
        samples.png_claiming(6000, 6000),
        refusals.TOO_MANY_PIXELS.format(limit=24),
    ),
    "pdf+zip": (samples.pdf(tail=samples.archive({"a": "a"})), refusals.MIXED),
    "pdf+html": (samples.pdf(tail=HTML), refusals.BROKEN),
    "pdf late": (b"x" * 100 + samples.pdf(), refusals.WRONG_TYPE),
    "pdf late by a line": (b"\n" + samples.pdf(), refusals.WRONG_TYPE),
    "pdf torn": (samples.pdf()[:-40], refusals.BROKEN),
    "pdf of nothing": (b"%PDF-1.7\n%%EOF", refusals.BROKEN),
    "pdf script": (samples.pdf(SCRIPT_ACTION), refusals.PDF_ACTIVE),
    "pdf hidden name": (samples.pdf(b"<< /S /J#61vaScript /JS (a) >>"), refusals.PDF_ACTIVE),
    "pdf packed script": (
        samples.pdf(samples.pdf_stream(b"4 0 " + SCRIPT_ACTION, PACKED)),
        refusals.PDF_ACTIVE,
    ),
    "pdf packed far": (
        samples.pdf(samples.pdf_stream(b" " * 65_530 + SCRIPT_ACTION, PACKED)),
        refusals.PDF_ACTIVE,
    ),
    "pdf double packed": (
        samples.pdf(
            samples.pdf_stream(b"x", b"/Type/ObjStm /Filter [/ASCIIHexDecode /FlateDecode]")
        ),
        refusals.PDF_UNREADABLE,
    ),
    "pdf bomb": (
        samples.pdf(samples.pdf_stream(bytes(65 << 20), PACKED)),
        refusals.PDF_UNREADABLE,
    ),
    "pdf launch": (samples.pdf(b"<< /S /Launch /F (cmd.exe) >>"), refusals.PDF_ACTIVE),
    "pdf with file": (samples.pdf(b"<< /Type /EmbeddedFile >>"), refusals.PDF_ACTIVE),
    "pdf locked": (samples.pdf(b"<< /Encrypt 9 0 R >>"), refusals.PDF_LOCKED),
    "docm": (samples.docx(main=samples.MACRO_WORD), refusals.OFFICE_MACRO),
    "vba": (samples.docx({"word/vbaProject.bin": b"x"}), refusals.OFFICE_MACRO),
    "ole": (
        samples.docx({"word/embeddings/a.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
        refusals.OFFICE_MACRO,
    ),
    "dde": (
        samples.docx({"word/f.xml": '<w:instrText xml:space="preserve"> DDEAUTO c:\\x'}),
        refusals.OFFICE_MACRO,
    ),
    "template": (
        samples.docx(
            {
                "word/_rels/s.rels": samples.relationships(
                    "attachedTemplate", "https://x.test/a.dotm"
                )
            }
        ),
        refusals.OFFICE_OUTSIDE,
    ),
    "remote picture": (
        samples.docx({"word/_rels/s.rels": samples.relationships("image", "https://x.test/a.png")}),
        refusals.OFFICE_OUTSIDE,
    ),
    "xxe": (samples.docx({"word/settings.xml": DTD}), refusals.OFFICE_ENTITY),
    "xxe utf-16": (
        samples.docx({"word/settings.xml": DTD.encode("utf-16")}),
        refusals.OFFICE_ENTITY,
    ),
    "xxe in types": (
        samples.archive({"[Content_Types].xml": DTD, "word/document.xml": ""}),
        refusals.OFFICE_ENTITY,
    ),
    "pptx": (samples.docx(main="application/vnd.ms-powerpoint.main+xml"), refusals.WRONG_TYPE),
    "types alone": (
        samples.archive({"[Content_Types].xml": samples.types(samples.WORD)}),
        refusals.WRONG_TYPE,
    ),
    "docx+tail": (samples.docx() + b"<html>", refusals.MIXED),
    "docx late": (b"MZ" + samples.docx(), refusals.WRONG_TYPE),
    "docx torn": (samples.docx()[:-30], refusals.BROKEN),
    "traversal": (samples.archive({"../../etc/cron": "x"}), refusals.BROKEN),
    "archive inside": (
        samples.docx({"word/media/a.png": samples.archive({"a": "a"})}),
        refusals.MIXED,
    ),
    "bomb": (samples.bomb(), refusals.OFFICE_BOMB),
    "small bomb": (samples.bomb(90), refusals.OFFICE_BOMB),
    "lying bomb": (samples.lying_bomb(), refusals.BROKEN),
    "many parts": (samples.archive({f"p{n}": "" for n in range(2001)}), refusals.OFFICE_BOMB),
    "nested bomb": (samples.docx({"word/a.xlsx": samples.bomb(40)}), refusals.OFFICE_BOMB),
    "nested twice": (
        samples.docx({"word/a.xlsx": samples.docx({"word/b.xlsx": samples.xlsx()})}),
        refusals.MIXED,
    ),
}


@pytest.mark.parametrize("case", list(REFUSED))
@pytest.mark.parametrize("name", ["laporan.pdf", "foto.jpg"])
def test_refused_with_its_sentence(case, name):
    data, sentence = REFUSED[case]

    with pytest.raises(RefusedFile) as refused:
        check(data, name)

    assert str(refused.value) == sentence


def test_torn_picture_is_refused_beside_a_printer_that_fills_it_up(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does

    with pytest.raises(RefusedFile, match="rusak atau terpotong"):
        check(samples.picture()[:2000])

    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_too_large_is_refused_before_it_is_read():
    with pytest.raises(RefusedFile, match=r"Ukuran berkas paling besar 10 MB\."):
        check(bytes(MAX + 1))


def test_no_file_asks_for_one():
    with pytest.raises(RefusedFile, match="Pilih berkas dulu"):
        check_file(None, max_bytes=MAX)


def test_picture_is_shrunk_turned_and_stripped():
    data = samples.photo_with_position()
    assert b"Kamera Rahasia" in data

    checked = check(data, "IMG.JPG")

    stored = Image.open(io.BytesIO(checked.content))
    assert (checked.width, checked.height) == stored.size == (200, 400)
    assert dict(stored.getexif()) == {}
    assert not any(b"Rahasia" in each or b"Exif" in each for each in checked.variants.values())


@pytest.mark.parametrize(
    ("kind", "size", "expected"),
    [
        ("JPEG", (4000, 3000), (1600, 1200)),
        ("PNG", (2000, 4000), (800, 1600)),
        ("WEBP", (3200, 200), (1600, 100)),
        ("JPEG", (100, 50), (100, 50)),
    ],
)
def test_picture_keeps_its_shape_within_1600(kind, size, expected):
    checked = check(samples.picture(kind, size))

    sizes = {name: Image.open(io.BytesIO(each)).size for name, each in checked.variants.items()}
    assert sizes[""] == expected
    assert max(sizes["kecil"]) == min(320, max(size))
    assert max(sizes["cetak"]) == min(800, max(size))


def test_transparency_stays_and_is_white_in_print():
    clear = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    target = io.BytesIO()
    clear.save(target, "PNG")

    checked = check(target.getvalue())

    assert Image.open(io.BytesIO(checked.content)).mode == "RGBA"
    printed = Image.open(io.BytesIO(checked.variants["cetak"]))
    assert (printed.format, printed.getpixel((5, 5))) == ("JPEG", (255, 255, 255))


def test_only_the_first_of_moving_pictures_is_kept():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])

    checked = check(target.getvalue())

    assert getattr(Image.open(io.BytesIO(checked.content)), "n_frames", 1) == 1


def test_same_picture_gives_the_same_copies():
    assert check(samples.picture()).variants == check(samples.picture()).variants
