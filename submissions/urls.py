from django.urls import path, register_converter

from submissions.views import ideas, review, writing


class IdeaAddress:
    """A code (``env-014``, ``contoh-env-01``) or a draft's key (``d-7k3q…``)."""

    regex = r"d-[2-9a-hj-km-np-z]{10}|[a-z]{3}-\d{3,6}|contoh-[a-z]{3}-\d{2,4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(IdeaAddress, "idea")

app_name = "submissions"
urlpatterns = [
    path("gagasan/", ideas.idea_list, name="idea_list"),
    path("gagasan/baru/", writing.idea_new, name="idea_new"),
    path("gagasan/<idea:address>/", ideas.idea_detail, name="idea_detail"),
    path("gagasan/<idea:address>/ubah/", writing.idea_edit, name="idea_edit"),
    path("gagasan/<idea:address>/kirim/", writing.idea_submit, name="idea_submit"),
    path("gagasan/<idea:address>/terkirim/", writing.idea_sent, name="idea_sent"),
    path("gagasan/<idea:address>/tarik/", writing.idea_withdraw, name="idea_withdraw"),
    path("gagasan/<idea:address>/hapus/", writing.idea_delete, name="idea_delete"),
    path("gagasan/<idea:address>/bagikan/", writing.idea_share, name="idea_share"),
    path("tinjauan/", review.review_list, name="review_list"),
    path("tinjauan/<idea:address>/", review.review_detail, name="review_detail"),
    path("tinjauan/<idea:address>/mulai/", review.review_take_up, name="review_take_up"),
    path(
        "tinjauan/<idea:address>/perbaikan/",
        review.review_ask_revision,
        name="review_ask_revision",
    ),
    path("tinjauan/<idea:address>/setujui/", review.review_approve, name="review_approve"),
    path("tinjauan/<idea:address>/tunda/", review.review_defer, name="review_defer"),
    path("tinjauan/<idea:address>/tolak/", review.review_reject, name="review_reject"),
    path("tinjauan/<idea:address>/buka-lagi/", review.review_reopen, name="review_reopen"),
    path("tinjauan/<idea:address>/pindah/", review.review_move, name="review_move"),
    path("tinjauan/<idea:address>/sembunyikan/", review.review_hide, name="review_hide"),
]
