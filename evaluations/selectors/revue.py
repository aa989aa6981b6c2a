"""What a member reads of a candidate before the day: evidence, report, and what would block."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from cqpm.commun.models import Document, sujet_de
from dossiers.enums import NaturePiece
from dossiers.models import CapaciteConservee, Dossier
from evaluations.enums import SensAvis
from evaluations.models import Preuve
from evaluations.regles_revue import Blocage, FaitCapacite, FaitCritere, pourquoi_pas
from evaluations.selectors.grille import LigneCapacite
from evaluations.selectors.lignes_jury import LigneDeliberation
from referentiels.enums import NiveauCritere


def preuves_communes(dossier: Dossier) -> dict[int, list[Preuve]]:
    """The evidence that the commission put in common, by capacité (R22). One query."""
    preuves = defaultdict(list)
    communes = Preuve.objects.communes().filter(evaluation__dossier=dossier)
    for une in communes.select_related("document", "critere"):
        preuves[une.capacite_id].append(une)
    return preuves


def rapport_du_candidat(dossier: Dossier) -> Document | None:
    """The candidate's report, the last one deposited."""
    rapports = Document.objects.filter(sujet=sujet_de(dossier), nature=NaturePiece.RAPPORT)
    return rapports.first()


def ce_qui_empeche(
    dossier: Dossier,
    lignes: Sequence[LigneDeliberation],
    gardees: Mapping[int, CapaciteConservee],
    jour: datetime.date,
) -> list[Blocage]:
    """« Pourquoi pas admissible ? »: what blocks that day, and what would undo it. No query."""
    evaluees = {ligne.capacite.numero: ligne for ligne in lignes}
    faits = []
    for capacite in dossier.capacites_du_but():
        if ligne := evaluees.get(capacite.numero):
            faits.append(_fait(ligne))
        elif gardee := gardees.get(capacite.numero):
            faits.append(FaitCapacite(capacite.numero, conservee_jusqu_au=gardee.jusqu_au))
    return pourquoi_pas(faits, jour)


def _fait(ligne: LigneDeliberation) -> FaitCapacite:
    reponse = ligne.avis.reponse if ligne.avis else None
    return FaitCapacite(
        numero=ligne.capacite.numero,
        conclusion=ligne.conclusion and ligne.conclusion.conclusion,
        criteres=_non_acquis(ligne.grille),
        avis_defavorable=bool(reponse and reponse.sens == SensAvis.DEFAVORABLE),
        avis_commentaire=reponse.commentaire if reponse else "",
        validee=ligne.decision and ligne.decision.validee,
        motif=ligne.decision.motif if ligne.decision else "",
    )


def _non_acquis(grille: LigneCapacite) -> list[FaitCritere]:
    return [
        FaitCritere(
            f"{grille.capacite.numero}.{un.critere.rang} {un.critere.texte}",
            un.libelle,
            un.resultat.commentaire if un.resultat else "",
        )
        for un in grille.criteres
        if un.sens != NiveauCritere.ACQUIS
    ]
