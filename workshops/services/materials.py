"""Papers of a workshop: a checked file in the portal's storage, or a link."""

import uuid

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from submissions.transitions import NotAllowedError
from tobasmart.audit.services import record
from tobasmart.files import storage
from tobasmart.files.checks import check_file
from tobasmart.files.refusals import RefusedFile
from workshops.models import Material, Workshop
from workshops.permissions import WorkshopPermissions

MATERIALS_PER_WORKSHOP = 40
TOO_MANY = "Satu BimTek paling banyak memuat {limit} bahan. Hapus satu bahan dulu."


def add_file(
    workshop: Workshop, *, actor: User, title: str, file: UploadedFile | None, key: uuid.UUID
) -> Material:
    """Check ``file``, store it and list it. The same ``key``, made with the form, is the same file.

    Raises ``RefusedFile`` with a sentence, ``storage.DiskFull``, ``NotAllowedError``; then nothing
    is kept.
    """
    _require_manager(actor, workshop)
    if known := workshop.materials.filter(key=key.hex).first():
        return known
    checked = check_file(file, max_bytes=settings.ATTACHMENT_MAX_BYTES)
    if storage.exists(key):  # the same form came twice at once, or the key is somebody else's
        raise NotAllowedError("key")
    with storage.stored(key, checked.variants):
        return _save(
            Material(
                workshop=workshop,
                title=title,
                key=key.hex,
                name=checked.name,
                kind=checked.kind,
                byte_count=len(checked.content),
                added_by=actor,
            )
        )


def add_link(workshop: Workshop, *, actor: User, title: str, link: str) -> Material:
    """List a paper that lies elsewhere. The same address again is the first one."""
    _require_manager(actor, workshop)
    if known := workshop.materials.filter(link=link).first():
        return known
    return _save(Material(workshop=workshop, title=title, link=link, added_by=actor))


def material_keys() -> list[uuid.UUID]:
    """The keys of all stored papers: the sweep of the storage leaves them alone."""
    return [
        uuid.UUID(key) for key in Material.objects.exclude(key="").values_list("key", flat=True)
    ]


@transaction.atomic
def _save(material: Material) -> Material:
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=material.workshop_id)
    same = workshop.materials.filter(key=material.key, link=material.link)
    if known := same.first():
        return known
    if workshop.materials.count() >= MATERIALS_PER_WORKSHOP:
        raise RefusedFile(TOO_MANY.format(limit=MATERIALS_PER_WORKSHOP))
    material.save(force_insert=True)
    record(
        actor=material.added_by,
        action="workshop.material_added",
        target=workshop,
        title=material.title,
        kind=material.kind or "tautan",
        size_bytes=material.byte_count,
    )
    return material


def _require_manager(actor: User, workshop: Workshop) -> None:
    if not WorkshopPermissions.of(actor, workshop).manage:
        raise NotAllowedError("admin")
