from django.db import models


class BuildStatus(models.TextChoices):
    QUEUED = "queued", "Menunggu giliran"
    RUNNING = "running", "Sedang disusun"
    DONE = "done", "Selesai"
    FAILED = "failed", "Gagal"


ACTIVE = (BuildStatus.QUEUED, BuildStatus.RUNNING)


class BuildStep(models.TextChoices):
    """What a running build does; shown with real numbers."""

    GATHER = "gather", "Mengumpulkan gagasan yang disetujui"
    LAYOUT = "layout", "Menata halaman"
    CHECK = "check", "Memeriksa berkas"
    STORE = "store", "Menyimpan berkas"


class SectionLevel(models.TextChoices):
    FRONT = "front", "Bagian depan"
    BOOK = "book", "Buku"
    CHAPTER = "chapter", "Bab"
    SECTION = "section", "Subbab"
    ANNEX = "annex", "Lampiran"


class SectionContent(models.TextChoices):
    """What fills a section; "" waits for data that later forms collect."""

    NONE = "", "Belum ada data"
    STAGES = "stages", "Tahapan BimTek"
    SECTORS = "sectors", "Sektor bioekonomi"
    DIMENSION_PROGRAMME = "dimension_programme", "Program per dimensi"
    IDEA_SHEETS = "idea_sheets", "Lembar gagasan"
    ACTION_PLAN = "action_plan", "Rencana aksi"
    BUDGET = "budget", "Rekap anggaran"
    ROADMAP = "roadmap", "Peta jalan"
    DECIDED = "decided", "Usulan yang diputus"


class SectionRepeat(models.TextChoices):
    NONE = "", "Sekali"
    DIMENSION = "dimension", "Per dimensi"
    QUICK_WIN = "quick_win", "Per quick win"
