"""A worker killed in mid-compile: the build goes on, once; the old file is served meanwhile."""

import os
import signal
import time

import psutil
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from masterplan import services
from masterplan.choices import BuildStatus
from masterplan.models import Build, Edition
from tests.factories import UserFactory
from tests.journeys.conftest import wait_for
from tobasmart.portal.region_pack import load_pack

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
RETURN_SECONDS = 60


def kill_tree(process):
    everyone = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    for each in everyone:
        os.kill(each.pid, signal.SIGKILL)
    process.wait()


def test_build_survives_its_worker(worker, client_of):
    load_pack(settings.REGION_PACK)
    edition, admin = Edition.objects.get(), UserFactory(roles=["admin"])
    name = default_storage.save("masterplan/edisi-1/old.pdf", ContentFile(b"%PDF old"))
    old = Build.objects.create(
        edition=edition, status=BuildStatus.DONE, file=name, sha256="0" * 64,
        finished_at=timezone.now(),
    )  # fmt: skip
    browser = client_of(admin)

    def old_file():
        return b"".join(browser.get(f"/masterplan/berkas/{old.key}/"))

    first = worker()
    build, _ = services.request_build(edition, actor=admin)
    wait_for(lambda: Build.objects.filter(pk=build.pk, step_done__gt=0).exists(), 60)
    kill_tree(first)
    assert old_file() == b"%PDF old"

    worker()
    began = time.monotonic()

    def ended():
        services.sweep_builds()  # beat's part
        assert old_file() == b"%PDF old"
        time.sleep(2)
        return Build.objects.filter(pk=build.pk, status__in=["done", "failed"]).first()

    finished = wait_for(ended, RETURN_SECONDS)

    # While pages are laid out the fragments are taken over, not the build.
    assert (finished.status, finished.error) == (BuildStatus.DONE, "")
    assert finished.attempt in (1, 2)
    assert Build.objects.filter(status=BuildStatus.DONE).count() == 2
    assert time.monotonic() - began < RETURN_SECONDS
