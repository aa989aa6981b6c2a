"""The two messages of the application: do this job, look for forgotten jobs."""

from celery import shared_task

from cqpm.commun import travaux


@shared_task(name="commun.executer_travail")
def executer_travail(travail_id: int) -> None:
    travaux.executer(travail_id)


@shared_task(name="commun.relancer_travaux")
def relancer_travaux() -> int:
    return travaux.relancer()
