"""Hand a stored file out so that no browser runs it on our pages."""

import uuid

from django.http import FileResponse, Http404

from tobasmart.files.storage import path_of

MEDIA_TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def download(key: uuid.UUID, name: str) -> FileResponse:
    """The file as a download, under the name shown. The caller has checked who asks."""
    return _answer(key, "", name, as_attachment=True)


def thumbnail(key: uuid.UUID) -> FileResponse:
    """Our own small JPEG of a picture, for an ``img``."""
    return _answer(key, "kecil", "gambar.jpg", as_attachment=False)


def _answer(key: uuid.UUID, variant: str, name: str, *, as_attachment: bool) -> FileResponse:
    suffix = f".{name.rpartition('.')[2]}"
    try:
        file = path_of(key, variant).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=as_attachment, filename=name, content_type=MEDIA_TYPES[suffix]
    )
    for header, value in HEADERS.items():
        response[header] = value
    return response
