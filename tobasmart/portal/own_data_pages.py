"""A person's own data (/saya/data/): what is kept, and a copy of all of it."""

import json
import tempfile
import zipfile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from submissions.models import Attachment
from tobasmart.audit.services import record
from tobasmart.files import storage
from tobasmart.portal.export_limit import refuse_export
from tobasmart.portal.own_data import own_data

_SPOOL = 8 << 20
_READ_ME = """Salinan data Anda di portal Toba Cerdas

data.json  semua yang portal simpan tentang Anda: profil, peran, persetujuan, gagasan dengan
           setiap versinya, tanggapan, dukungan, keikutsertaan BimTek dengan kartu, suara, dan
           sertifikat, pemberitahuan, sesi masuk, dan catatan audit.
berkas/    berkas yang Anda unggah.

Berkas JSON dapat dibuka dengan penyunting teks apa pun.
"""


@require_safe
def own_data_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/own_data.html")


@require_POST
def own_data_download(request: HttpRequest) -> HttpResponseBase:
    """The person's own data alone, as JSON or with the own files as ZIP; ten times an hour."""
    kind = request.POST.get("bentuk", "")
    if kind not in ("json", "zip"):
        return redirect("portal:own_data")
    if refused := refuse_export(request):
        return refused
    person: Any = request.user
    record(
        actor=person, action="data.downloaded", target=person, label=person.username, format=kind
    )
    text = json.dumps(own_data(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    name = f"data-saya-{timezone.localtime():%Y%m%d}"
    if kind == "zip":
        answer: HttpResponseBase = FileResponse(
            _packed(person, text), as_attachment=True, filename=f"{name}.zip"
        )
    else:
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _packed(person: User, text: str) -> IO[bytes]:
    """The JSON and the person's files; one that is missing on disk is left out."""
    # The answer closes it.
    file = tempfile.SpooledTemporaryFile(_SPOOL)  # noqa: SIM115
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("baca-saya.txt", _READ_ME)
        archive.writestr("data.json", text)
        files = Attachment.objects.filter(uploaded_by=person).order_by("created_at", "pk")
        for number, row in enumerate(files, start=1):
            path = storage.path_of(row.key)
            if path.exists():
                archive.write(path, f"berkas/{number:03d}-{row.name}")
    file.seek(0)
    return file
