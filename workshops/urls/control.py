from django.urls import path

from workshops.views import board, control, control_cards

urlpatterns = [
    path("forum/<slug:code>/kendali/", control.control, name="control"),
    path("forum/<slug:code>/kendali/fase/", control.control_phase, name="control_phase"),
    path("forum/<slug:code>/kendali/kartu/", control.control_card, name="control_card"),
    path("forum/<slug:code>/kendali/gabung/", control_cards.control_merge, name="control_merge"),
    path("forum/<slug:code>/kendali/sembunyi/", control_cards.control_hide, name="control_hide"),
    path("forum/<slug:code>/kendali/pindah/", control_cards.control_move, name="control_move"),
    path("forum/<slug:code>/kendali/judul/", control_cards.control_title, name="control_title"),
    path("forum/<slug:code>/kendali/titip/", control_cards.control_note, name="control_note"),
    path(
        "forum/<slug:code>/kendali/urungkan/<uuid:key>/", control.control_undo, name="control_undo"
    ),
    path("forum/<slug:code>/papan/", board.board, name="board"),
]
