"""Every address of the portal. Paths are Indonesian words; names are English."""

from allauth.account import views as account
from django.urls import include, path

urlpatterns = [
    path("", include("tobasmart.portal.urls")),
    path("", include("submissions.urls")),
    path("", include("workshops.urls")),
    path("", include("masterplan.urls")),
    path("", include("accounts.urls")),
    path("akun/", include("allauth.account.urls")),
    path("akun/kode/", include("allauth.mfa.urls")),
    path("akun/sesi/", include("allauth.usersessions.urls")),
    # After allauth's own: of two patterns with one name, reverse() takes the later.
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("daftar/", account.signup, name="account_signup"),
]

handler400 = "tobasmart.portal.errors.bad_request"
handler500 = "tobasmart.portal.errors.server_error"
