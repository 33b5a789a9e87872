"""Why a file is not taken: one sentence for each reason, for the person who chose it."""

# The test file every virus scanner knows (eicar.org); in two pieces, or this module would be one.
VIRUS_TEST = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"


class RefusedFile(Exception):
    """The file is not taken; the text says why and what to do."""


MISSING = "Pilih berkas dulu, lalu unggah."
EMPTY = "Berkas ini kosong. Pilih berkas lain."
TOO_LARGE = "Ukuran berkas paling besar {limit} MB."
WRONG_TYPE = "Jenis berkas ini tidak diterima; pilih JPG, PNG, WebP, PDF, DOCX, atau XLSX."
VIRUS = "Berkas ini dikenali sebagai virus. Periksa perangkat Anda dan pilih berkas lain."
MIXED = (
    "Berkas ini memuat jenis berkas lain di dalamnya."
    " Simpan ulang dari aplikasinya, lalu unggah lagi."
)
BROKEN = "Berkas ini rusak atau terpotong. Buka dan simpan ulang, lalu unggah lagi."

TOO_MANY_PIXELS = (
    "Gambar ini memuat terlalu banyak piksel."
    " Perkecil menjadi paling banyak {limit} megapiksel, lalu unggah lagi."
)

PDF_LOCKED = "PDF ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."
PDF_ACTIVE = (
    "PDF ini memuat program, formulir aktif, atau berkas lain di dalamnya."
    " Cetak ke PDF baru, lalu unggah hasilnya."
)
PDF_UNREADABLE = "PDF ini tidak dapat diperiksa. Cetak ke PDF baru, lalu unggah hasilnya."

OLD_OFFICE = (
    "Dokumen ini memakai format lama (DOC, XLS) atau terkunci kata sandi."
    " Simpan sebagai DOCX, XLSX, atau PDF tanpa kata sandi."
)
OFFICE_BOMB = (
    "Isi dokumen ini terlalu besar setelah dibuka. Simpan sebagai PDF, lalu unggah PDF-nya."
)
OFFICE_MACRO = (
    "Dokumen ini memuat makro atau objek yang dapat menjalankan program."
    " Simpan sebagai PDF, lalu unggah PDF-nya."
)
OFFICE_OUTSIDE = (
    "Dokumen ini mengambil isi dari luar dirinya (templat, objek, gambar, atau tautan buku kerja)."
    " Simpan sebagai PDF, lalu unggah PDF-nya."
)
OFFICE_ENTITY = (
    "Dokumen ini memuat perintah XML yang tidak diizinkan. Simpan sebagai PDF, lalu unggah PDF-nya."
)
