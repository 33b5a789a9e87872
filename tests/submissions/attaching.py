"""Attach files as people do, for tests."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from submissions.services.attachments import attach_file
from tests.files import samples


def upload(data=None, name="foto.jpg"):
    return SimpleUploadedFile(name, samples.picture() if data is None else data)


def attach(idea, actor=None, data=None, name="foto.jpg", key=None, caption=""):
    return attach_file(
        idea,
        actor=actor or idea.author,
        file=upload(data, name),
        upload_key=key or uuid.uuid4(),
        caption=caption,
    )
