from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self) -> None:
        """An open stream must not outlive the right to it: end it when the right may be gone."""
        from workshops import leaving  # noqa: PLC0415  (models are ready only now)

        user_logged_out.connect(leaving.after_logout, dispatch_uid="live logout")
        post_save.connect(
            leaving.after_deactivation, "accounts.User", dispatch_uid="live deactivation"
        )
        for signal in (post_save, post_delete):
            signal.connect(leaving.after_grant, "accounts.Grant", dispatch_uid="live grant")
