from django.urls import path

from workshops.views import certificates, claims, feedback, invitations, participants, registration

urlpatterns = [
    path("bimtek/<slug:slug>/daftar/", registration.registration, name="registration"),
    path(
        "bimtek/<slug:slug>/daftar/batal/",
        registration.registration_cancel,
        name="registration_cancel",
    ),
    path("bimtek/<slug:slug>/undangan/", invitations.invitation_list, name="invitation_list"),
    path(
        "bimtek/<slug:slug>/undangan/batal/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("bimtek/<slug:slug>/peserta/", participants.participant_list, name="participant_list"),
    path(
        "bimtek/<slug:slug>/peserta/belum-hadir/",
        participants.participant_missing,
        name="participant_missing",
    ),
    path(
        "bimtek/<slug:slug>/peserta/<int:number>/",
        participants.participant_detail,
        name="participant_detail",
    ),
    path(
        "bimtek/<slug:slug>/peserta/<int:number>/pastikan/",
        participants.participant_confirm,
        name="participant_confirm",
    ),
    path(
        "bimtek/<slug:slug>/peserta/<int:number>/gabung/",
        participants.participant_merge,
        name="participant_merge",
    ),
    path("bimtek/<slug:slug>/klaim/", claims.claim_ask, name="claim_ask"),
    path("bimtek/<slug:slug>/klaim/<str:token>/", claims.claim_open, name="claim_open"),
    path("bimtek/<slug:slug>/sertifikat/", certificates.certificate_list, name="certificate_list"),
    path("sertifikat/<str:token>/", certificates.certificate_file, name="certificate_file"),
    path(
        "sertifikat/<str:token>/cabut/",
        certificates.certificate_revoke,
        name="certificate_revoke",
    ),
    path("sesi/<slug:key>/umpan-balik/", feedback.feedback, name="feedback"),
    path("sesi/<slug:key>/umpan-balik/hasil/", feedback.feedback_results, name="feedback_results"),
    path("saya/bimtek/", registration.own_workshops, name="own_workshops"),
]
