"""The acts of the demonstration's commission and companies."""

import datetime

from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from evaluations import liens
from evaluations.enums import Conclusion, NiveauCritere, SensAvis
from evaluations.models import DemandeAvis, LienAvis
from evaluations.regles_avis import AvisDonne, Reponse
from evaluations.services import avis, entretien, evaluation, reponse_avis


def evaluer(
    dossier: Dossier, fiche: dict, evaluateur: Utilisateur, evaluee_le: datetime.date
) -> None:
    """Score and conclude every capacité, or only the first `evaluees`; some fail as told."""
    non_acquises = set(fiche.get("non_acquises", ()))
    for capacite in dossier.capacites_visees()[: fiche.get("evaluees")]:
        echec = capacite.numero in non_acquises
        for critere in capacite.criteres.select_related("capacite"):
            manque = echec and critere.rang == 1
            evaluation.noter_critere(
                dossier,
                critere,
                niveau=NiveauCritere.NON_ACQUIS if manque else NiveauCritere.ACQUIS,
                commentaire="Le réglage reste à revoir." if manque else "",
                version=0,
                par=evaluateur,
            )
        evaluation.conclure(
            dossier,
            capacite,
            conclusion=Conclusion.NON_ACQUISE if echec else Conclusion.ACQUISE,
            commentaire="Le réglage n'est pas maîtrisé." if echec else "",
            evaluee_le=evaluee_le,
            lieu="Atelier de l'entreprise" if dossier.entreprise_id else "Plateau technique",
            par=evaluateur,
        )


def signer_la_grille(dossier: Dossier, commission: list[Utilisateur], mot_de_passe: str) -> None:
    """Every member signs: the grid is closed."""
    for membre in commission:
        evaluation.signer(dossier, mot_de_passe=mot_de_passe, par=membre)


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
    jeton = avis.nouveau_lien(demande, par=par)
    lien = LienAvis.objects.get(empreinte=liens.empreinte(jeton))
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
        lien,
        AvisDonne(
            reponses=reponses,
            signataire=tuteur.nom_complet,
            qualite=tuteur.qualite,
            fonction=tuteur.fonction,
            declaration=True,
        ),
    )
