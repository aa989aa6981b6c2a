"""The requests to the unions before a session: whom to ask, where, and what came back (R28)."""

from dataclasses import dataclass

from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from evaluations.enums import ReponseSyndicat
from evaluations.models import DemandeSyndicat, OrganisationSyndicale, SessionJury
from evaluations.selectors.composition import organisations_en_vigueur

NATURE_DEMANDE = "demande_syndicat"


@dataclass(frozen=True)
class LigneDemande:
    """A union in front of a session; `adresse` is the one to write to, empty when unknown."""

    organisation: OrganisationSyndicale
    demande: DemandeSyndicat | None
    adresse: str
    travail: Travail | None
    lettre: Document | None

    @property
    def est_demandee(self) -> bool:
        return self.demande is not None and self.demande.envoyee_le is not None

    @property
    def est_en_route(self) -> bool:
        return self.travail is not None and not self.travail.est_fini

    @property
    def a_echoue(self) -> bool:
        return self.travail is not None and self.travail.etat == EtatTravail.ECHEC

    @property
    def a_repondu(self) -> bool:
        return self.demande is not None and bool(self.demande.reponse)

    @property
    def etat(self) -> tuple[str, str]:
        """Words and tone of its badge."""
        if self.est_en_route:
            return ("Envoi en cours", "info")
        if self.a_echoue:
            return ("Envoi en échec", "danger")
        if self.a_repondu:
            designe = self.demande.reponse == ReponseSyndicat.DESIGNE
            return (self.demande.get_reponse_display(), "succes" if designe else "neutre")
        return ("Réponse attendue", "info") if self.est_demandee else ("À saisir", "alerte")


def lignes_de(session: SessionJury) -> list[LigneDemande]:
    """One line per union in force on the session's day, and per union already asked.

    Five queries, whatever their number.
    """
    demandes = {un.organisation_id: un for un in session.demandes.select_related("organisation")}
    organisations = {une.pk: une for une in organisations_en_vigueur(session.date)}
    organisations |= {pk: une.organisation for pk, une in demandes.items()}
    adresses = _dernieres_adresses(session)
    travaux = _derniers_travaux(session)
    lettres = {un.travail_id: un for un in _lettres(session)}
    lignes = []
    for une in sorted(organisations.values(), key=lambda une: (une.sigle, une.depuis)):
        demande = demandes.get(une.pk)
        siens = travaux.get(demande.pk, []) if demande else []
        lignes.append(
            LigneDemande(
                une,
                demande,
                (demande and demande.courriel) or adresses.get(une.sigle, ""),
                siens[0] if siens else None,
                next((lettres[un.pk] for un in siens if un.pk in lettres), None),
            )
        )
    return lignes


def _dernieres_adresses(session: SessionJury) -> dict[str, str]:
    """Where the centre wrote last to each union, whatever the period it was representative in."""
    anciennes = (
        DemandeSyndicat.objects.filter(session__centre=session.centre_id)
        .exclude(courriel="")
        .order_by("pk")
        .values_list("organisation__sigle", "courriel")
    )
    return dict(anciennes)


def _derniers_travaux(session: SessionJury) -> dict[int, list[Travail]]:
    """The jobs of each request, newest first."""
    par_demande: dict[int, list[Travail]] = {}
    for un in Travail.objects.filter(sujet=sujet_de(session), nature=NATURE_DEMANDE):
        par_demande.setdefault(un.parametres["demande"], []).append(un)
    return par_demande


def _lettres(session: SessionJury):
    return Document.objects.filter(sujet=sujet_de(session), nature=NATURE_DEMANDE)
