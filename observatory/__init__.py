"""The observatory: kernel, wiring and public site. Importing the package makes `shared_task` find our Celery app."""

from observatory.celery import app as celery_app

__all__ = ["celery_app"]
