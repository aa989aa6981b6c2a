"""The company's representative signs the opinion, once (R15, R17)."""

from django.db import transaction
from django.utils import timezone

from cqpm.commun.liens import CodeRefuse, verifier_code
from dossiers.enums import Acte, QualiteTuteur
from dossiers.models import Dossier
from dossiers.regles import verifier_date
from dossiers.services.journal import noter
from evaluations import liens
from evaluations.enums import EtatLien, OrigineAvis, SensAvis
from evaluations.errors import AvisRefuse, LienFerme
from evaluations.liens import LienAvis
from evaluations.models import AvisCapacite, AvisCritere, AvisEntreprise, AvisOral, DemandeAvis
from evaluations.regles_avis import (
    AvisDonne,
    FauteAvis,
    meme_nom,
    verifier_avis,
    verifier_repondant,
    verifier_signature,
)
from evaluations.selectors.avis import capacites_a_apprecier
from evaluations.services.avancement import actualiser
from evaluations.services.avis import est_evaluateur_du, verrouiller
from evaluations.services.documents_avis import demander_copie
from referentiels.models import Capacite


@transaction.atomic
def repondre(
    lien: LienAvis, donne: AvisDonne, *, code: str, note: str = ""
) -> tuple[AvisEntreprise, bool]:
    """Sign the opinion through a personal link; tells whether this call is the one that signed.

    `code` is the one sent with the link, `note` the moment of the note of what was said aloud, when
    the person has read one: only then are these words a dictation confirmed. A second answer, from
    a double click or another tab, changes nothing and gets the first one back. Raises LienFerme,
    AvisRefuse (whose `fautes` name the fields) or DateImpossible (R8).
    """
    dossier = verrouiller(lien.demande.dossier)
    demande = DemandeAvis.objects.get(pk=lien.demande.pk)
    if demande.repondue_le is not None:
        return demande.avis, False
    demande.dossier, lien.demande = dossier, demande
    etat = liens.etat(lien)
    if etat != EtatLien.OUVERT:
        raise LienFerme(etat)
    maintenant = timezone.now()
    verifier_date("L'avis de l'entreprise", timezone.localdate(), inscrit_le=dossier.inscrit_le)
    capacites = {capacite.numero: capacite for capacite in capacites_a_apprecier(dossier)}
    verifier_donne(donne, capacites, dossier)
    verifier_nom(dossier, donne.signataire)
    _verifier_signataire(demande, lien, code)
    demande.repondue_le = maintenant
    demande.save(update_fields=["repondue_le", "modifie_le"])
    avis = _enregistrer(demande, donne, capacites, _note_lue(demande, note))
    _noter(avis, donne, dossier)
    demander_copie(avis, par=None)
    actualiser(dossier, par=None)
    return avis, True


def verifier_donne(donne: AvisDonne, capacites: dict[int, Capacite], dossier: Dossier) -> None:
    """Check the answers and the signature by the version's rules (R17). Raises AvisRefuse."""
    rangs = {
        numero: [critere.rang for critere in capacite.criteres.all()]
        for numero, capacite in capacites.items()
    }
    fautes = verifier_avis(donne.reponses, rangs, dossier.referentiel.avis_par_critere)
    fautes += verifier_repondant(donne) + verifier_signature(donne)
    if fautes:
        raise AvisRefuse(fautes)


def _verifier_signataire(demande: DemandeAvis, lien: LienAvis, code: str) -> None:
    """The code proves the address; neither who evaluates the candidate nor they sign (R24)."""
    if demande.courriel.lower() == demande.dossier.candidat.courriel.lower():
        refus = (
            "L'avis a été demandé à l'adresse du candidat, qui ne donne pas d'avis sur lui-même. "
            "Prévenez le centre d'examen."
        )
        raise AvisRefuse([FauteAvis("", refus)])
    if est_evaluateur_du(demande.dossier, demande.courriel):
        refus = (
            "Vous êtes entre-temps devenu évaluateur de ce candidat : vous ne pouvez pas donner "
            "aussi l'avis de l'entreprise. Confiez la demande à un collègue."
        )
        raise AvisRefuse([FauteAvis("", refus)])
    try:
        verifier_code(lien.lien, code)
    except CodeRefuse as refus:
        raise AvisRefuse([FauteAvis("code", str(refus))]) from refus


def verifier_nom(dossier: Dossier, signataire: str) -> None:
    """Neither an evaluator of the candidate nor the candidate signs (R24). Raises AvisRefuse."""
    evaluateurs = [str(membre) for membre in dossier.commission]
    candidat = dossier.candidat
    siens = [str(candidat), f"{candidat.prenom} {candidat.nom}"]
    if any(meme_nom(signataire, nom) for nom in evaluateurs):
        refus = (
            f"{signataire} est aussi le nom d'un évaluateur de la commission, qui ne peut pas "
            "donner l'avis de l'entreprise."
        )
    elif any(meme_nom(signataire, nom) for nom in siens):
        refus = f"{signataire} est le nom du candidat, qui ne donne pas d'avis sur lui-même."
    else:
        return
    suite = "Si le signataire porte le même nom, ajoutez son deuxième prénom."
    raise AvisRefuse([FauteAvis("signataire", f"{refus} {suite}")])


def _note_lue(demande: DemandeAvis, moment: str) -> AvisOral | None:
    """The note of what was said aloud, if it is the one that the person had before them."""
    oral = AvisOral.objects.filter(demande=demande).first()
    return oral if oral and oral.modifie_le.isoformat() == moment else None


def _enregistrer(
    demande: DemandeAvis,
    donne: AvisDonne,
    capacites: dict[int, Capacite],
    oral: AvisOral | None,
) -> AvisEntreprise:
    avis = AvisEntreprise.objects.create(
        dossier=demande.dossier,
        demande=demande,
        origine=OrigineAvis.ORAL if oral else OrigineAvis.LIEN,
        saisi_par=oral.saisi_par if oral else None,
        signataire=" ".join(donne.signataire.split()),
        qualite=donne.qualite,
        fonction=donne.fonction.strip(),
        observations=donne.observations.strip(),
        signe_le=demande.repondue_le,
    )
    ecrire_reponses(avis, donne, capacites)
    return avis


def ecrire_reponses(avis: AvisEntreprise, donne: AvisDonne, capacites: dict[int, Capacite]) -> None:
    """Keep the answers of an opinion just created, by the numbers of its capacités."""
    AvisCapacite.objects.bulk_create(
        AvisCapacite(
            avis=avis,
            capacite=capacites[reponse.capacite],
            sens=reponse.sens,
            commentaire=reponse.commentaire.strip(),
        )
        for reponse in donne.reponses
    )
    criteres = {
        (numero, critere.rang): critere
        for numero, capacite in capacites.items()
        for critere in capacite.criteres.all()
    }
    AvisCritere.objects.bulk_create(
        AvisCritere(avis=avis, critere=criteres[reponse.capacite, rang], sens=sens)
        for reponse in donne.reponses
        for rang, sens in reponse.criteres.items()
    )


def _noter(avis: AvisEntreprise, donne: AvisDonne, dossier: Dossier) -> None:
    """The journal tells who signed, as what, and what each capacité was given."""
    noter(
        dossier,
        Acte.AVIS,
        f"Avis de l'entreprise signé par {avis.signataire}, "
        f"{QualiteTuteur(avis.qualite).label.lower()} ({avis.fonction}).",
        signataire=avis.signataire,
        apres={str(reponse.capacite): SensAvis(reponse.sens).label for reponse in donne.reponses},
    )
