"""The page for a lost connection, and the service worker that keeps it on the phone."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

TEMPLATE = "portal/offline.html"
WORKER = "js/service_worker.js"
# What the page needs to look and work as it should (templates/components/bare_page.html).
FILES = (
    "vendor/bootstrap/bootstrap.min.css", "css/portal.css", "fonts/plus-jakarta-sans.woff2",
    "favicon.svg", "js/theme.js", "js/drafts_bundle.js",
)  # fmt: skip


@require_safe
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """The same for everyone: what lies on the device is filled in by the device itself."""
    return render(request, TEMPLATE)


@require_safe
@login_not_required
def service_worker(_request: HttpRequest) -> HttpResponse:
    """At the root, because a worker governs only what lies below its own address."""
    response = HttpResponse(_worker_source(), content_type="text/javascript; charset=utf-8")
    # The browser asks for a newer one at each visit; the name inside decides what is kept.
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _worker_source() -> str:
    """The worker behind the name of its cache, which changes with every file it keeps."""
    urls = [reverse("portal:offline"), *(static(name) for name in FILES)]
    digest = hashlib.sha256(json.dumps(urls).encode() + render_to_string(TEMPLATE).encode())
    for name in (*FILES, WORKER):
        digest.update(Path(str(finders.find(name))).read_bytes())
    name = f"toba-{digest.hexdigest()[:16]}"
    constants = (
        f"const CACHE_NAME = {json.dumps(name)};\nconst OFFLINE_FILES = {json.dumps(urls)};\n"
    )
    return constants + Path(str(finders.find(WORKER))).read_text("utf-8")
