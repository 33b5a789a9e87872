"""The consent line of whoever takes part in a workshop. A change of its words: a new version."""

CONSENT_VERSION = "2026-11"
CONSENT_TEXT = (
    "Saya menyetujui nama, lembaga, dan kehadiran saya dicatat untuk daftar hadir, berita acara,"
    " dan sertifikat BimTek."
)
CONSENT_MISSING = "Centang persetujuan, lalu kirim lagi."
