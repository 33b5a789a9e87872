from django.urls import path, register_converter

from accounts.views import absences, imports, organisations, people


class TableFormat:
    regex = "xlsx|csv"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TableFormat, "table")

app_name = "accounts"
urlpatterns = [
    path("saya/cuti/", absences.own_absences, name="own_absences"),
    path("saya/cuti/<int:pk>/hapus/", absences.absence_remove, name="absence_remove"),
    path("kelola/pengguna/", people.people_list, name="people_list"),
    path("kelola/pengguna/undang/", people.person_invite, name="person_invite"),
    path("kelola/pengguna/<str:username>/", people.person_detail, name="person_detail"),
    path("kelola/pengguna/<str:username>/setujui/", people.person_approve, name="person_approve"),
    path("kelola/pengguna/<str:username>/aktif/", people.person_active, name="person_active"),
    path("kelola/pengguna/<str:username>/buka/", people.person_unlock, name="person_unlock"),
    path(
        "kelola/pengguna/<str:username>/undang-lagi/",
        people.person_reinvite,
        name="person_reinvite",
    ),
    path("kelola/pengguna/<str:username>/peran/", people.grant_give, name="grant_give"),
    path(
        "kelola/pengguna/<str:username>/peran/<int:pk>/cabut/",
        people.grant_take,
        name="grant_take",
    ),
    path("kelola/pengguna/<str:username>/cuti/", absences.person_absences, name="person_absences"),
    path("kelola/organisasi/", organisations.organisation_list, name="organisation_list"),
    path(
        "kelola/organisasi/<slug:key>/", organisations.organisation_edit, name="organisation_edit"
    ),
    path("kelola/impor/", imports.import_new, name="import_new"),
    path(
        "kelola/impor/contoh/<slug:kind>.<table:form>",
        imports.import_example,
        name="import_example",
    ),
    path("kelola/impor/<int:pk>/", imports.import_check, name="import_check"),
    path("kelola/impor/<int:pk>/jalankan/", imports.import_apply, name="import_apply"),
]
