"""The words of the programme in plain Indonesian; each is explained where a page first uses it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    word: str
    meaning: str  # short: stands in brackets behind the word
    more: str = ""  # for the help page


_ALL = (
    Term("APBD", "anggaran pendapatan dan belanja daerah"),
    Term("APBN", "anggaran pendapatan dan belanja negara"),
    Term(
        "baseline", "keadaan awal sebelum gagasan dijalankan", "Angka dengan tahun dan sumbernya."
    ),
    Term("BimTek", "bimbingan teknis", "Pertemuan kerja perangkat daerah dan pelaku usaha."),
    Term("CSR", "tanggung jawab sosial perusahaan"),
    Term("DAK", "dana alokasi khusus dari pemerintah pusat"),
    Term("dimensi", "salah satu dari enam bidang Smart City"),
    Term("indikator", "ukuran keberhasilan", "Angka yang menunjukkan apakah gagasan berhasil."),
    Term("KBLI", "klasifikasi baku lapangan usaha Indonesia"),
    Term("masterplan", "rencana induk", "Dokumen yang memuat gagasan yang disetujui."),
    Term("OPD", "organisasi perangkat daerah", "Dinas, badan, dan kantor di pemerintah kabupaten."),
    Term("pengampu", "perangkat daerah penanggung jawab"),
    Term("peninjau", "orang yang menilai dan memutuskan gagasan"),
    Term("quick win", "program percepatan yang selesai dalam setahun"),
    Term("RPJMD", "rencana pembangunan jangka menengah daerah"),
    Term("rubrik", "daftar kriteria penilaian dengan bobotnya"),
    Term("SIPD", "sistem informasi pemerintahan daerah", "Tempat daerah menyusun anggarannya."),
    Term("Smart City", "kota atau kabupaten cerdas"),
    Term("SPBE", "sistem pemerintahan berbasis elektronik"),
    Term("UMKM", "usaha mikro, kecil, dan menengah"),
)
TERMS = {term.word.lower(): term for term in _ALL}


def glossary() -> list[Term]:
    """Every term, by its word."""
    return sorted(_ALL, key=lambda term: term.word.lower())
