from django.db import models


class IdeaStatus(models.TextChoices):
    """The nine statuses of an idea (docs/workflow.md); moves are in ``transitions``."""

    DRAFT = "draft", "Draf"
    SUBMITTED = "submitted", "Diajukan"
    IN_REVIEW = "in_review", "Ditinjau"
    NEEDS_REVISION = "needs_revision", "Perlu perbaikan"
    APPROVED = "approved", "Disetujui"
    DEFERRED = "deferred", "Ditunda"
    REJECTED = "rejected", "Ditolak"
    MERGED = "merged", "Digabung"
    WITHDRAWN = "withdrawn", "Ditarik"


# Everyone may read these; a withdrawn idea shows only a stub.
PUBLIC_STATUSES = frozenset(IdeaStatus) - {IdeaStatus.DRAFT, IdeaStatus.SUBMITTED}
DECIDED_AGAINST = frozenset({IdeaStatus.DEFERRED, IdeaStatus.REJECTED, IdeaStatus.MERGED})


class Origin(models.TextChoices):
    FORM = "form", "Formulir"
    FORUM = "forum", "Forum BimTek"
    PAPER = "paper", "Kertas"
    IMPORT = "import", "Impor"


class DecisionKind(models.TextChoices):
    REVISION = "needs_revision", "Minta perbaikan"
    APPROVE = "approved", "Setujui"
    DEFER = "deferred", "Tunda"
    REJECT = "rejected", "Tolak"


class Direction(models.TextChoices):
    UP = "up", "Naik"
    DOWN = "down", "Turun"


class Horizon(models.TextChoices):
    """When an idea is meant to be done, where its years are not known yet."""

    SHORT = "pendek", "Jangka pendek"
    MIDDLE = "menengah", "Jangka menengah"
    LONG = "panjang", "Jangka panjang"


# Source: reference.yaml of the region pack (innovation_kinds).
class InnovationKind(models.TextChoices):
    PROGRAMME = "program", "Program"
    PRODUCT = "produk", "Produk"
    METHOD = "metode", "Metode"
    CONCEPT = "konseptual", "Konseptual"
    TECHNOLOGY = "teknologi", "Teknologi"


class IdeaField(models.TextChoices):
    """Parts of an idea a reviewer can pin a note to."""

    TITLE = "title", "Judul"
    PROBLEM = "problem", "Masalah"
    SOLUTION = "solution", "Solusi"
    BENEFICIARIES = "beneficiaries", "Penerima manfaat dan lokasi"
    INDICATOR = "indicator", "Ukuran keberhasilan"
    BUDGET = "budget", "Biaya dan waktu"


# Sources: reference.yaml of the region pack (alasan_ditolak, alasan_ditunda).
class RejectReason(models.TextChoices):
    DUPLICATE = "duplicate", "Sudah diusulkan oleh pengusul lain"
    COVERED = "covered", "Sudah tercakup dalam program yang berjalan"
    AUTHORITY = "authority", "Di luar kewenangan kabupaten"
    UNRELATED = "unrelated", "Tidak terkait dengan enam dimensi"
    NO_DATA = "no_data", "Data pendukung tidak dapat dilengkapi"
    OTHER = "other", "Lainnya"


class DeferReason(models.TextChoices):
    BASELINE = "baseline", "Menunggu data awal"
    BUDGET = "budget", "Menunggu kepastian anggaran"
    LAND = "land", "Menunggu kepastian lahan atau perizinan"
    OTHER = "other", "Lainnya"


class FileKind(models.TextChoices):
    IMAGE = "image", "Gambar"
    PDF = "pdf", "PDF"
    DOCX = "docx", "Dokumen Word"
    XLSX = "xlsx", "Lembar kerja Excel"
