from django.urls import path

from workshops.views import attendance, corrections, desk, desk_offline, door, hall

urlpatterns = [
    path("h/", door.hall, name="hall"),
    path("h/<slug:token>/", door.check_in, name="check_in"),
    path("sesi/<slug:key>/hadir/", door.checked_in, name="checked_in"),
    path("sesi/<slug:key>/layar/", hall.hall_screen, name="hall_screen"),
    path("sesi/<slug:key>/layar/isi/", hall.hall_screen_content, name="hall_screen_content"),
    path("sesi/<slug:key>/meja/", desk.desk, name="desk"),
    path("sesi/<slug:key>/meja/hadir/", desk.desk_check_in, name="desk_check_in"),
    path("sesi/<slug:key>/meja/batal/", desk.desk_undo, name="desk_undo"),
    path("sesi/<slug:key>/meja/baru/", desk.desk_walk_in, name="desk_walk_in"),
    path("sesi/<slug:key>/meja/pastikan/", desk.desk_confirm, name="desk_confirm"),
    path("sesi/<slug:key>/meja/daftar/", desk_offline.desk_people, name="desk_people"),
    path("sesi/<slug:key>/meja/kirim/", desk_offline.desk_send, name="desk_send"),
    path("sesi/<slug:key>/koreksi/", corrections.correction, name="correction"),
    path("sesi/<slug:key>/daftar-hadir.pdf", attendance.attendance_pdf, name="attendance_pdf"),
    path("sesi/<slug:key>/daftar-hadir.xlsx", attendance.attendance_xlsx, name="attendance_xlsx"),
    path("sesi/<slug:key>/kartu.pdf", attendance.cards_file, name="cards_pdf"),
    path("luring/meja/", desk_offline.desk_shell, name="desk_shell"),
]
