"""Worksheets of Buku 1: the region as it is."""

from masterplan.worksheets.columns import Column, ColumnKind, Sheet
from masterplan.worksheets.shared import AGENCY, DIMENSION, SUBDIMENSION, choices

K = ColumnKind


def _readiness(code: str, title: str, section: str, *kinds: str) -> Sheet:
    """Struktur, infrastruktur and suprastruktur share one shape."""
    return Sheet(
        code,
        title,
        section,
        (
            Column("kind", "Unsur", K.CHOICE, choices(*kinds), is_required=True),
            Column("dimension", "Dimensi", K.DIMENSION, help="Kosongkan bila untuk semua."),
            Column("condition", "Kondisi saat ini", K.LONG, is_required=True),
            Column("evidence", "Bukti atau data", K.TEXT, needs_source=True),
            Column("score", "Skor 1–5", K.SCORE, is_required=True),
            Column("note", "Catatan", K.LONG),
        ),
        purpose="Skor 1 (sangat kurang) sampai 5 (sangat siap), masing-masing dengan bukti.",
        by_agency=True,
        order_by=("kind", "dimension"),
    )


ANALYSIS = (
    Sheet(
        "profil",
        "Profil daerah",
        "b1.2.1",
        (
            Column("fact", "Uraian", K.TEXT, is_required=True),
            Column("value", "Nilai", K.TEXT, is_required=True, needs_source=True),
            Column("unit", "Satuan", K.TEXT),
        ),
        purpose="Fakta wilayah, penduduk, dan ekonomi; setiap angka dengan tahun dan sumbernya.",
        by_agency=True,
    ),
    Sheet(
        "dasar-hukum",
        "Dasar hukum",
        "b1.1.3",
        (
            Column("rule", "Peraturan", K.TEXT, is_required=True),
            Column("about", "Tentang", K.TEXT, is_required=True),
            Column("relevance", "Relevansi", K.TEXT),
        ),
    ),
    Sheet(
        "organisasi",
        "Dewan dan Tim Pelaksana",
        "b1.1.5",
        (
            Column(
                "body",
                "Badan",
                K.CHOICE,
                choices("Dewan Smart City", "Tim Pelaksana"),
                is_required=True,
            ),
            Column("element", "Unsur", K.TEXT, is_required=True),
            Column("institution", "Instansi", K.TEXT, is_required=True),
            Column("position", "Kedudukan", K.TEXT, is_required=True),
            Column("dimension", "Dimensi", K.DIMENSION),
        ),
        order_by=("body",),
    ),
    Sheet(
        "keselarasan",
        "Keselarasan dengan RPJMD",
        "b1.2.3",
        (
            Column("mission", "Misi atau program prioritas", K.TEXT, is_required=True),
            DIMENSION,
            Column("goal", "Sasaran RPJMD", K.LONG, is_required=True, needs_source=True),
        ),
        order_by=("dimension",),
    ),
    Sheet(
        "permasalahan",
        "Kertas kerja permasalahan",
        "b1.2.4",
        (
            DIMENSION,
            SUBDIMENSION,
            Column("problem", "Permasalahan", K.LONG, is_required=True),
            Column("data", "Data pendukung", K.LONG, needs_source=True),
            AGENCY,
            Column("location", "Lokasi", K.TEXT),
        ),
        purpose="Masalah nyata yang dihadapi perangkat daerah Anda, dengan datanya.",
        by_agency=True,
        per_dimension=True,
        order_by=("dimension", "subdimension"),
    ),
    _readiness(
        "kesiapan-struktur",
        "Kesiapan struktur",
        "b1.3.1",
        "Sumber daya manusia",
        "Sumber daya keuangan",
    ),
    _readiness(
        "kesiapan-infrastruktur",
        "Kesiapan infrastruktur",
        "b1.3.2",
        "Fisik",
        "Digital/TIK",
        "Sosial",
    ),
    _readiness(
        "kesiapan-suprastruktur",
        "Kesiapan suprastruktur",
        "b1.3.3",
        "Kebijakan",
        "Kelembagaan",
        "Tata laksana",
    ),
    Sheet(
        "kesenjangan",
        "Kesenjangan per subdimensi",
        "b1.4.1",
        (
            DIMENSION,
            SUBDIMENSION,
            Column("now", "Kondisi saat ini", K.LONG, is_required=True),
            Column("wanted", "Kondisi diharapkan", K.LONG, is_required=True),
            Column("gap", "Kesenjangan", K.LONG, is_required=True),
            Column("size", "Besar kesenjangan 1–5", K.SCORE, is_required=True),
            Column("direction", "Arah penanganan", K.LONG),
            Column("indicator", "Indikator", K.TEXT),
            Column("baseline", "Baseline", K.TEXT, needs_source=True),
        ),
        by_agency=True,
        per_dimension=True,
        order_by=("dimension", "subdimension"),
    ),
    Sheet(
        "swot",
        "Analisis SWOT",
        "b1.4.2",
        (
            DIMENSION,
            Column(
                "kind",
                "Jenis",
                K.CHOICE,
                (
                    ("strength", "Kekuatan"),
                    ("weakness", "Kelemahan"),
                    ("opportunity", "Peluang"),
                    ("threat", "Ancaman"),
                    ("so", "Strategi SO"),
                    ("wo", "Strategi WO"),
                    ("st", "Strategi ST"),
                    ("wt", "Strategi WT"),
                ),
                is_required=True,
            ),
            Column("text", "Uraian", K.LONG, is_required=True),
        ),
        purpose="Kartu forum SWOT dapat diambil ke sini, lalu disunting.",
        per_dimension=True,
        least_rows=4,
        order_by=("dimension", "kind"),
    ),
    Sheet(
        "kata-kunci",
        "Kata kunci visi",
        "b1.5.1",
        (
            Column("word", "Kata kunci", K.TEXT, is_required=True),
            Column("count", "Disebut", K.NUMBER, is_required=True, help="Berapa kali di forum."),
        ),
    ),
)
