"""The consent line of a submission. A change of its words takes a new version."""

CONSENT_VERSION = "2026-11"
CONSENT_TEXT = (
    "Saya mengisi atas nama lembaga atau usaha saya, dan menyetujui pemrosesan data saya"
    " untuk penyusunan masterplan."
)
CONSENT_MISSING = "Centang persetujuan, lalu kirim lagi."
