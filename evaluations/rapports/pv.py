"""The PV de délibération of a session (DOMAINE.md §4.3): what it says, and its PDF."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from cqpm.commun import pdf, sceau
from cqpm.commun.travaux import Produit
from dossiers.models import CapaciteConservee, Dossier
from evaluations.accords import Accord, accord_en_vigueur
from evaluations.enums import College, DecisionJury
from evaluations.models import DeclarationConflit, Deliberation, Entretien, MembreJury, SessionJury
from evaluations.rapports.codes import dessiner_code
from evaluations.regles_composition import phrase_de_parite
from evaluations.regles_conservation import blocs_valides, fin_conservation
from evaluations.selectors.avis import AvisDossier, avis_des_dossiers
from evaluations.selectors.composition import avertissements_de
from evaluations.selectors.conflits import conflits_de
from evaluations.selectors.conservation import (
    anterieures,
    conservees_au,
    numeros_des_blocs,
)
from evaluations.selectors.identite import porter_identite
from evaluations.selectors.lignes_jury import LigneDeliberation, lignes_deliberation
from evaluations.selectors.presidence import membres_retires
from evaluations.vocabulaire import decision_du_dossier
from referentiels.models import Bloc, Referentiel


@dataclass(frozen=True)
class Candidat:
    """One candidate in the PV."""

    deliberation: Deliberation
    decision: str
    lignes: list[LigneDeliberation]
    avis: AvisDossier
    entretien: Entretien | None
    blocs: list[Bloc]
    conservees: list[int]
    anterieures: list[CapaciteConservee]
    conservation_capacites: datetime.date
    conservation_blocs: datetime.date
    retires: list[MembreJury]
    identite_avant: str

    @property
    def dossier(self) -> Dossier:
        return self.deliberation.dossier

    @property
    def est_renvoye(self) -> bool:
        """A dossier sent back was not judged: no capacité is printed."""
        return self.deliberation.decision == DecisionJury.RENVOI


@dataclass(frozen=True)
class Section:
    """The candidates of one version of a référentiel, in its own vocabulary (R41)."""

    referentiel: Referentiel
    candidats: list[Candidat]


@dataclass(frozen=True)
class ProcesVerbal:
    """Everything that the PV prints; nothing in it depends on the moment it is rendered."""

    session: SessionJury
    accord: Accord
    employeurs: list[MembreJury]
    salaries: list[MembreJury]
    parite: str
    avertissements: list[str]
    conflits: list[DeclarationConflit]
    sections: list[Section]
    totaux: list[tuple[str, int]]

    @property
    def presents(self) -> list[MembreJury]:
        """Who signs: those who were in séance at the closing (R26)."""
        return [membre for membre in [*self.employeurs, *self.salaries] if membre.en_seance]


def proces_verbal(
    session: SessionJury, avancer: Callable[[int, int, str], None] | None = None
) -> ProcesVerbal:
    """Gather the PV of a closed session; `avancer` is told of each candidate."""
    accord = accord_en_vigueur(session.date_de_deliberation)
    candidats = _candidats(session, accord, avancer or (lambda *_: None))
    membres = list(session.membres.all())
    conflits = conflits_de(session)
    for un in conflits:
        porter_identite(un.deliberation)
    return ProcesVerbal(
        session=session,
        accord=accord,
        employeurs=[un for un in membres if un.college == College.EMPLOYEURS],
        salaries=[un for un in membres if un.college == College.SALARIES],
        parite=phrase_de_parite(session.sieges),
        avertissements=avertissements_de(session),
        conflits=conflits,
        sections=[
            Section(referentiel, list(groupe))
            for referentiel, groupe in groupby(candidats, lambda un: un.dossier.referentiel)
        ],
        totaux=_totaux(candidats),
    )


def produire_pv(session: SessionJury, avancer: Callable[[int, int, str], None]) -> Produit:
    """Render the PV as PDF, with the code of its public page, then seal it (ADR 20).

    Raises BibliothequesAbsentes or SceauImpossible.
    """
    contenu = proces_verbal(session, avancer)
    candidats = sum(len(section.candidats) for section in contenu.sections)
    avancer(candidats, candidats + 1, "Mise en page du procès-verbal")
    adresse = adresse_de_verification(session)
    contexte = {
        "pv": contenu,
        "session": session,
        "adresse": adresse,
        "code": dessiner_code(adresse, "vérifier ce procès-verbal"),
    }
    titre = f"PV {'rectificatif' if session.rectifie_id else 'de délibération'} {session.numero}"
    return Produit(
        nom=f"pv-{session.numero}.pdf",
        titre=titre,
        contenu=sceau.sceller(
            pdf.rendre("evaluations/pdf/pv.html", contexte), motif=titre, lieu=session.lieu
        ),
    )


def adresse_de_verification(session: SessionJury) -> str:
    """The public page of a closed session's PV, for whoever holds the paper."""
    return settings.ADRESSE_PUBLIQUE + reverse(
        "evaluations:verifier", args=[session.code_verification]
    )


def _candidats(
    session: SessionJury, accord: Accord, avancer: Callable[[int, int, str], None]
) -> list[Candidat]:
    """The candidates, version by version, in the order of the session."""
    deliberations = list(
        session.deliberations.select_related("preside_par")
        .prefetch_related("capacites", "conflits")
        .order_by("dossier__referentiel__titre", "dossier__referentiel_id", "rang", "pk")
    )
    dossiers = Dossier.objects.pour_fiche().in_bulk([un.dossier_id for un in deliberations])
    avis = avis_des_dossiers(dossiers.values())
    entretiens = {un.dossier_id: un for un in Entretien.objects.filter(dossier__in=dossiers)}
    candidats = []
    for rang, une in enumerate(deliberations):
        une.dossier, une.session = dossiers[une.dossier_id], session
        avant = porter_identite(une)
        avancer(rang, len(deliberations) + 1, f"Candidat {rang + 1} : {une.dossier.candidat}")
        candidats.append(
            _candidat(accord, une, avis[une.dossier_id], entretiens.get(une.dossier_id), avant)
        )
    return candidats


def _candidat(
    accord: Accord,
    deliberation: Deliberation,
    avis: AvisDossier,
    entretien: Entretien | None,
    identite_avant: str,
) -> Candidat:
    dossier, session = deliberation.dossier, deliberation.session
    lignes = lignes_deliberation(deliberation, avis)
    validees = {
        ligne.capacite.numero for ligne in lignes if ligne.decision and ligne.decision.validee
    }
    blocs = {bloc.pk: bloc for bloc in dossier.referentiel.blocs.all()}
    gardees = anterieures(dossier)
    numeros = numeros_des_blocs(dossier.referentiel.capacites.all())
    acquis = blocs_valides(
        numeros,
        validees | conservees_au(dossier, session.date_de_deliberation),
        enregistre_rncp=dossier.referentiel.est_enregistre_rncp,
    )
    partiel = deliberation.decision == DecisionJury.PARTIEL
    return Candidat(
        deliberation=deliberation,
        decision=decision_du_dossier(dossier, deliberation.decision),
        lignes=lignes,
        avis=avis,
        entretien=entretien,
        blocs=[blocs[pk] for pk in sorted(acquis) if not partiel or numeros[pk] & validees],
        conservees=sorted(validees) if partiel else [],
        anterieures=[gardees[numero] for numero in sorted(gardees)],
        conservation_capacites=fin_conservation(
            session.date_de_deliberation, accord.conservation_capacite_mois
        ),
        conservation_blocs=fin_conservation(
            session.date_de_deliberation, accord.conservation_bloc_mois
        ),
        retires=membres_retires(deliberation),
        identite_avant=identite_avant,
    )


def _totaux(candidats: list[Candidat]) -> list[tuple[str, int]]:
    """How many candidates per decision, in the words of each version."""
    comptes: dict[str, int] = {}
    for candidat in candidats:
        comptes[candidat.decision] = comptes.get(candidat.decision, 0) + 1
    return sorted(comptes.items())
