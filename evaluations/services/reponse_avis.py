"""The company's representative signs the opinion, once (R15, R17)."""

from django.db import transaction
from django.utils import timezone

from dossiers.enums import Acte, QualiteTuteur
from dossiers.models import Dossier
from dossiers.regles import verifier_date
from dossiers.services.journal import noter
from evaluations import liens
from evaluations.enums import EtatLien, SensAvis
from evaluations.errors import AvisRefuse, LienFerme
from evaluations.models import AvisCapacite, AvisCritere, AvisEntreprise, DemandeAvis, LienAvis
from evaluations.regles_avis import AvisDonne, verifier_avis, verifier_signature
from evaluations.selectors.avis import capacites_a_apprecier
from evaluations.services.avancement import actualiser
from evaluations.services.avis import verrouiller
from referentiels.models import Capacite


@transaction.atomic
def repondre(lien: LienAvis, donne: AvisDonne) -> tuple[AvisEntreprise, bool]:
    """Sign the opinion through a personal link; tells whether this call is the one that signed.

    A second answer, from a double click or another tab, changes nothing and gets the first one
    back. Raises LienFerme, AvisRefuse (whose `fautes` name the fields) or DateImpossible (R8).
    """
    dossier = verrouiller(lien.demande.dossier)
    demande = DemandeAvis.objects.get(pk=lien.demande_id)
    if demande.repondue_le is not None:
        return demande.avis, False
    demande.dossier, lien.demande = dossier, demande
    etat = liens.etat(lien)
    if etat != EtatLien.OUVERT:
        raise LienFerme(etat)
    maintenant = timezone.now()
    verifier_date("L'avis de l'entreprise", timezone.localdate(), inscrit_le=dossier.inscrit_le)
    capacites = {capacite.numero: capacite for capacite in capacites_a_apprecier(dossier)}
    _verifier(donne, capacites, dossier)
    demande.repondue_le = maintenant
    demande.save(update_fields=["repondue_le", "modifie_le"])
    avis = _enregistrer(demande, donne, capacites)
    _noter(avis, donne, dossier)
    actualiser(dossier, par=None)
    return avis, True


def _verifier(donne: AvisDonne, capacites: dict[int, Capacite], dossier: Dossier) -> None:
    rangs = {
        numero: [critere.rang for critere in capacite.criteres.all()]
        for numero, capacite in capacites.items()
    }
    fautes = verifier_avis(donne.reponses, rangs, dossier.referentiel.avis_par_critere)
    fautes += verifier_signature(donne)
    if fautes:
        raise AvisRefuse(fautes)


def _enregistrer(
    demande: DemandeAvis, donne: AvisDonne, capacites: dict[int, Capacite]
) -> AvisEntreprise:
    avis = AvisEntreprise.objects.create(
        dossier=demande.dossier,
        demande=demande,
        signataire=" ".join(donne.signataire.split()),
        qualite=donne.qualite,
        fonction=donne.fonction.strip(),
        observations=donne.observations.strip(),
        signe_le=demande.repondue_le,
    )
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
    return avis


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
