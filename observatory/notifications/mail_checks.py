"""System checks of the mail settings."""

from django.conf import settings
from django.core.checks import CheckMessage, Info


def check_mail(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """Say that mails go to files while no mail server is set."""
    if not settings.MAIL_TO_FILES:
        return []
    text = f"No mail server is set (EMAIL_URL): mails are written to files in {settings.MAIL_FOLDER}."
    return [Info(text, hint="See “Mail” in docs/operations.md.", id="notifications.I001")]
