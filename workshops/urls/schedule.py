from django.urls import path

from workshops.views import facilitators, managing, schedule

urlpatterns = [
    path("bimtek/", schedule.workshop_list, name="workshop_list"),
    path("bimtek/<slug:slug>/", schedule.workshop_detail, name="workshop_detail"),
    path("bimtek/<slug:slug>/kalender.ics", schedule.workshop_calendar, name="workshop_calendar"),
    path("bimtek/<slug:slug>/bahan/<uuid:key>/", schedule.material_file, name="material_file"),
    # For admins.
    path("kelola/bimtek/baru/", managing.workshop_new, name="workshop_new"),
    path("bimtek/<slug:slug>/kelola/", managing.workshop_manage, name="workshop_manage"),
    path("bimtek/<slug:slug>/kelola/data/", managing.workshop_edit, name="workshop_edit"),
    path("bimtek/<slug:slug>/kelola/petugas/", facilitators.workshop_staff, name="workshop_staff"),
    path(
        "bimtek/<slug:slug>/kelola/petugas/hapus/",
        facilitators.staff_remove,
        name="staff_remove",
    ),
    path("bimtek/<slug:slug>/kelola/bahan/baru/", managing.material_new, name="material_new"),
    path(
        "bimtek/<slug:slug>/kelola/luaran/<int:pk>/serah/",
        managing.deliverable_tick,
        name="deliverable_tick",
    ),
    path("bimtek/<slug:slug>/kelola/<slug:kind>/baru/", managing.part_new, name="part_new"),
    path("bimtek/<slug:slug>/kelola/<slug:kind>/<int:pk>/", managing.part_edit, name="part_edit"),
    path(
        "bimtek/<slug:slug>/kelola/<slug:kind>/<int:pk>/hapus/",
        managing.part_remove,
        name="part_remove",
    ),
    # For who leads or stands at the desk.
    path("forum-saya/", facilitators.own_forums, name="own_forums"),
    path("forum-saya/<slug:key>/gladi/", facilitators.rehearsal, name="rehearsal"),
    path("forum-saya/<slug:key>/ringkasan/", facilitators.day_summary, name="day_summary"),
]
