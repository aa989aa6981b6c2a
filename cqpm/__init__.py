"""CQPM Dossiers: the project package (settings, accounts, shared pieces)."""

from cqpm.celery import app as celery_app

__all__ = ["celery_app"]
