"""The acts of the demonstration's commission and companies."""

import datetime
import uuid

from cqpm.comptes.models import Utilisateur
from dossiers.enums import RoleAffectation
from dossiers.models import Affectation, Dossier
from evaluations.enums import Conclusion, SensAvis
from evaluations.models import DemandeAvis
from evaluations.regles_avis import AvisDonne, Reponse
from evaluations.saisie import Genre, Portee, Saisie
from evaluations.selectors.avis import lien_du_jeton
from evaluations.services import (
    avis,
    conclusion,
    entretien,
    partage,
    reponse_avis,
    saisies,
    signature,
)
from referentiels.enums import NiveauCritere
from referentiels.models import Critere


def evaluer(
    dossier: Dossier, fiche: dict, evaluateur: Utilisateur, evaluee_le: datetime.date
) -> None:
    """Score, share and conclude every capacité, or the first `evaluees`; some fail as told."""
    non_acquises = set(fiche.get("non_acquises", ()))
    for capacite in dossier.capacites_visees()[: fiche.get("evaluees")]:
        echec = capacite.numero in non_acquises
        for critere in capacite.criteres.all():
            manque = echec and critere.rang == 1
            saisies.ecrire(
                dossier.pk,
                saisie_de(
                    critere,
                    NiveauCritere.NON_ACQUIS if manque else NiveauCritere.ACQUIS,
                    "Le réglage reste à revoir." if manque else "",
                ),
                par=evaluateur,
            )
        dossier.refresh_from_db()
        for membre in membres_de(dossier):
            partage.partager(dossier, [capacite], par=membre)
        conclusion.conclure(
            dossier,
            capacite,
            conclusion=Conclusion.NON_ACQUISE if echec else Conclusion.ACQUISE,
            commentaire="Le réglage n'est pas maîtrisé." if echec else "",
            evaluee_le=evaluee_le,
            lieu="Atelier de l'entreprise" if dossier.entreprise_id else "Plateau technique",
            par=evaluateur,
        )


def differer(dossier: Dossier, commission: list[Utilisateur]) -> None:
    """Leave the commission in the middle of its work, after what `evaluer` concluded.

    In the next capacité the members differ on one critère, and it is in common; in the last one
    the first member alone has begun, for themselves.
    """
    concluses = dossier.evaluation.conclusions.values_list("capacite_id", flat=True)
    reste = [une for une in dossier.capacites_visees() if une.pk not in set(concluses)]
    disputee, entamee = reste[0], reste[-1]
    for rang, critere in enumerate(disputee.criteres.all()):
        for membre in commission:
            refuse = rang == 0 and membre is commission[-1]
            saisie = (
                saisie_de(critere, NiveauCritere.NON_ACQUIS, "Une étape a dû être rappelée.")
                if refuse
                else saisie_de(critere, NiveauCritere.ACQUIS)
            )
            saisies.ecrire(dossier.pk, saisie, par=membre)
    for membre in commission:
        partage.partager(dossier, [disputee], par=membre)
    premier = entamee.criteres.first()
    saisies.ecrire(
        dossier.pk,
        saisie_de(premier, NiveauCritere.ACQUIS, "Vu au poste, sans aide."),
        par=commission[0],
    )


def membres_de(dossier: Dossier) -> list[Utilisateur]:
    """The commission as it is now, whatever was prefetched before."""
    membres = Affectation.objects.filter(dossier=dossier, role=RoleAffectation.EVALUATEUR)
    return [un.utilisateur for un in membres.select_related("utilisateur")]


def saisie_de(critere: Critere, niveau: str, commentaire: str = "", **champs) -> Saisie:
    """What an evaluator types in an empty cell of their own."""
    return Saisie(
        **{
            "genre": Genre.CRITERE,
            "cle": critere.pk,
            "portee": Portee.INDIVIDUELLE,
            "niveau": niveau,
            "commentaire": commentaire,
            "version": 0,
            "jeton": uuid.uuid4(),
        }
        | champs
    )


def signer_la_grille(dossier: Dossier, commission: list[Utilisateur], mot_de_passe: str) -> None:
    """Every member signs: the grid is closed."""
    for membre in commission:
        signature.signer(dossier, mot_de_passe=mot_de_passe, par=membre)


def tenir_l_entretien(dossier: Dossier, evaluateur: Utilisateur, date: datetime.date) -> None:
    """Record the interview of the 2013 template."""
    entretien.enregistrer(
        dossier,
        date=date,
        participants=f"{dossier.candidat} (candidat), {evaluateur} ({evaluateur.fonction})",
        notes="Le candidat explique ses choix et répond aux questions de la commission.",
        par=evaluateur,
    )


def donner_l_avis(demande: DemandeAvis, sens: dict[str, str], *, par: Utilisateur) -> None:
    """Answer through a personal link, favorable unless `sens` says otherwise by capacité."""
    acces = avis.nouveau_lien(demande, par=par)
    tuteur = demande.dossier.tuteur
    reponses = []
    for capacite in demande.dossier.capacites_visees():
        son_sens = SensAvis(sens.get(str(capacite.numero), SensAvis.FAVORABLE))
        commentaire = "Peu d'autonomie constatée sur ce point au poste de travail."
        reponses.append(
            Reponse(
                capacite.numero, son_sens, "" if son_sens == SensAvis.FAVORABLE else commentaire
            )
        )
    reponse_avis.repondre(
        lien_du_jeton(acces.jeton),
        AvisDonne(
            reponses=reponses,
            signataire=tuteur.nom_complet,
            qualite=tuteur.qualite,
            fonction=tuteur.fonction,
            declaration=True,
        ),
        code=acces.code,
    )
