from django.db import models


class Role(models.TextChoices):
    """Granted roles. Visitor and hall guest need no grant (docs/security.md)."""

    PARTICIPANT = "participant", "Peserta"
    FACILITATOR = "facilitator", "Fasilitator"
    DESK = "desk", "Meja presensi"
    REVIEWER = "reviewer", "Peninjau"
    ADMIN = "admin", "Admin"
    OBSERVER = "observer", "Pengamat"


class Scope(models.TextChoices):
    """Where a grant holds."""

    EVERYTHING = "everything", "Semua"
    DIMENSION = "dimension", "Satu dimensi"
    SESSION = "session", "Satu sesi BimTek"
    ORGANISATION = "organisation", "Satu organisasi"


class OrganisationKind(models.TextChoices):
    """The pentahelix kinds; ``agency`` kinds of the pack are all OPD."""

    OPD = "opd", "Perangkat daerah (OPD)"
    UMKM = "umkm", "UMKM"
    ACADEMIC = "academic", "Akademisi"
    COMMUNITY = "community", "Komunitas"
    MEDIA = "media", "Media"
    VILLAGE = "village", "Pemerintah desa"
    OTHER = "other", "Lainnya"


class ImportKind(models.TextChoices):
    PEOPLE = "people", "Pengguna"
    ORGANISATIONS = "organisations", "Organisasi"
