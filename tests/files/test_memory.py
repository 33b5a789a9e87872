"""Bombs are refused fast and from within a flat memory; each runs in a process of its own."""

import json
import subprocess
import sys

import pytest

MEASURE = """
import json, resource, sys, time
import django
from django.conf import settings
settings.configure(USE_TZ=True)
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.files import samples
from tobasmart.files.checks import check_file
from tobasmart.files.refusals import RefusedFile
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
check_file(SimpleUploadedFile("a", samples.picture(size=(9, 9))), max_bytes=10 << 20)
data = eval(sys.argv[1])
file = SimpleUploadedFile("a.docx", data)
before, start, sentence = peak(), time.monotonic(), ""
try:
    check_file(file, max_bytes=10 << 20)
except RefusedFile as refused:
    sentence = str(refused)
print(json.dumps([sentence, peak() - before, time.monotonic() - start]))
"""
SCRIPT = "samples.pdf(samples.pdf_stream(bytes(200 << 20), b'/Type/ObjStm /Filter/FlateDecode'))"


@pytest.mark.parametrize(
    "sample",
    [
        "samples.bomb(200)",
        "samples.bomb(99)",
        "samples.docx({'word/a.xlsx': samples.bomb(200)})",
        "samples.png_claiming(60_000, 60_000)",
        SCRIPT,
        "b'%PDF-1.7 1 0 obj\\n' + b'/ObjStm stream\\n' * 600_000 + b'%%EOF'",
    ],
    ids=["zip", "just below", "nested", "png", "pdf", "pdf of streams"],
)
def test_bomb_is_refused_within_3_seconds_and_100_mb(sample):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, sample], capture_output=True, text=True, check=True
    )

    sentence, grown, seconds = json.loads(done.stdout)
    assert sentence
    assert grown <= 100
    assert seconds <= 3


def test_large_photo_is_taken_within_150_mb():
    """Not a bomb: 24 megapixels as PNG, the most that is decoded in full."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, "samples.picture('PNG', (6000, 4000))"],
        capture_output=True,
        text=True,
        check=True,
    )

    sentence, grown, _ = json.loads(done.stdout)
    assert (sentence, grown <= 150) == ("", True), grown
