"""Good and hostile files, made here byte by byte; no binary file lies in the repository."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from tobasmart.files.refusals import VIRUS_TEST

EICAR = VIRUS_TEST + b"$H+H*"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def picture(kind="JPEG", size=(640, 480), mode="RGB", **options):
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(target, kind, **options)
    return target.getvalue()


def photo_with_position():
    """A JPEG lying on its side, with camera and GPS in its EXIF."""
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    exif[0x0112] = 6  # turn a quarter right
    exif.get_ifd(0x8825)[2] = (2.0, 23.0, 10.0)
    exif.get_ifd(0x8825)[1] = "N"
    return picture(size=(400, 200), exif=exif)


def png_claiming(width, height):
    """A few hundred bytes whose header promises a huge picture."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def pdf(extra=b"", tail=b""):
    """A one-page PDF; ``extra`` is one more object, ``tail`` stands behind the end mark."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ] + ([extra] if extra else [])
    data, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return data + b"startxref\n%d\n%%%%EOF\n" % start + tail


def pdf_stream(content, entries=b"/Filter /FlateDecode"):
    packed = zlib.compress(content)
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def archive(parts, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def types(main, *more):
    rows = "".join(f'<Override PartName="/p{n}" ContentType="{t}"/>' for n, t in enumerate(more))
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/main.xml" ContentType="{main}"/>{rows}</Types>'
    )


def relationships(kind, target, mode="External"):
    return (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        f'2006/relationships"><Relationship Id="r1" Type="{RELATION}{kind}" Target="{target}"'
        f' TargetMode="{mode}"/></Relationships>'
    )


def docx(parts=(), main=WORD):
    """A small document; ``parts`` are added or replaced."""
    body = '<w:document xmlns:w="x"><w:body><w:p>Gagasan</w:p></w:body></w:document>'
    whole = {"[Content_Types].xml": types(main), "word/document.xml": body}
    return archive(whole | dict(parts))


def xlsx():
    return archive({"[Content_Types].xml": types(EXCEL), "xl/workbook.xml": "<workbook/>"})


def bomb(mebibytes=200):
    """A document of some hundred kilobytes that opens to ``mebibytes``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types(WORD))
        with file.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(mebibytes):
                part.write(bytes(1 << 20))
    return target.getvalue()


def lying_bomb():
    """The same, but every place that names the opened size says 100 bytes."""
    data = bytearray(bomb(20))
    size = struct.pack("<I", 20 << 20)
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = struct.pack("<I", 100)
    return bytes(data)
