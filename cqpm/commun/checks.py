"""System checks of the ground floor."""

from django.core.checks import Warning as Avertissement
from django.core.checks import register

from cqpm.commun.amorcage import paquets_absents


@register
def bibliotheques_pdf(app_configs, **kwargs) -> list[Avertissement]:
    """Say which Debian packages PDFs need, without importing weasyprint."""
    absents = paquets_absents()
    if not absents:
        return []
    return [
        Avertissement(
            "Ce serveur ne peut pas produire de PDF : il lui manque des bibliothèques.",
            hint=f"Exécutez « apt-get install {' '.join(absents)} », puis redémarrez.",
            id="commun.W001",
        )
    ]
