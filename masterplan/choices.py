from django.db import models


class BuildStatus(models.TextChoices):
    QUEUED = "queued", "Menunggu giliran"
    RUNNING = "running", "Sedang disusun"
    DONE = "done", "Selesai"
    FAILED = "failed", "Gagal"
    CANCELLED = "cancelled", "Dibatalkan"


ACTIVE = (BuildStatus.QUEUED, BuildStatus.RUNNING)


class BuildStep(models.TextChoices):
    """What a running build does; shown with real numbers."""

    GATHER = "gather", "Mengumpulkan gagasan yang disetujui"
    LAYOUT = "layout", "Menata halaman"
    LINK = "link", "Merangkai berkas"
    CHECK = "check", "Memeriksa berkas"
    STORE = "store", "Menyimpan berkas"


class FragmentState(models.TextChoices):
    """Of one piece that a build still has to render."""

    MISSING = "missing", "Belum"
    CLAIMED = "claimed", "Dikerjakan"
    DONE = "done", "Selesai"


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
    PLACES = "places", "Kecamatan"
    PRIORITY = "priority", "Program prioritas"
    ATTENDANCE = "attendance", "Kehadiran dalam angka"
    FORUMS = "forums", "Berita acara forum"
    TRACES = "traces", "Jejak gagasan"
    WAIVERS = "waivers", "Syarat yang dikesampingkan"


class SectionRepeat(models.TextChoices):
    NONE = "", "Sekali"
    DIMENSION = "dimension", "Per dimensi"
    QUICK_WIN = "quick_win", "Per quick win"


class LineKind(models.TextChoices):
    """Where an idea is printed."""

    SHEET = "sheet", "Lembar gagasan"
    PROGRAMME = "programme", "Tabel program"
    ACTION = "action", "Rencana aksi"
    COST = "cost", "Anggaran rencana aksi"
    ROADMAP = "roadmap", "Peta jalan"
    QUICK_WIN = "quick_win", "Quick win"
    DECIDED = "decided", "Rekap usulan"


class ExportKind(models.TextChoices):
    DOCX = "docx", "Dokumen Word (DOCX)"
    XLSX = "xlsx", "Lembar kerja (XLSX)"
    JSON = "json", "Data terbuka (JSON)"
    CSV = "csv", "Data terbuka (CSV dalam ZIP)"
