"""Key in an opinion that the company signed on paper, with its scan (R15, R17)."""

import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cqpm.commun.fichiers import enregistrer_document
from cqpm.commun.models import Document, sujet_de
from cqpm.commun.scans import Scan, lire_scan
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte, QualiteTuteur
from dossiers.models import Dossier
from dossiers.regles import verifier_date
from dossiers.services.journal import noter
from evaluations.enums import DocumentAvis, OrigineAvis, SensAvis
from evaluations.models import AvisEntreprise
from evaluations.rapports.avis import titre_de
from evaluations.regles_avis import AvisDonne
from evaluations.selectors.avis import capacites_a_apprecier
from evaluations.services.avancement import actualiser
from evaluations.services.avis import demande_ouverte, verifier_attendu, verrouiller
from evaluations.services.documents_avis import demander_copie
from evaluations.services.reponse_avis import ecrire_reponses, verifier_donne, verifier_nom


def enregistrer(
    dossier: Dossier,
    donne: AvisDonne,
    *,
    signe_le: datetime.date,
    scan: UploadedFile,
    par: Utilisateur,
) -> AvisEntreprise:
    """Keep what the paper says, once; an open request is answered by it.

    The file is read before the dossier is locked: nobody waits for it. Raises FichierRefuse,
    AvisImpossible (nothing is waited for, or someone was quicker), DateImpossible (R8) or
    AvisRefuse (an answer, or who signed: R17, R24).
    """
    lu = lire_scan(scan)
    with transaction.atomic():
        return _garder(dossier, donne, signe_le, lu, par)


def _garder(
    dossier: Dossier, donne: AvisDonne, signe_le: datetime.date, lu: Scan, par: Utilisateur
) -> AvisEntreprise:
    dossier = verrouiller(dossier)
    verifier_attendu(dossier)
    verifier_date(
        "L'avis de l'entreprise",
        signe_le,
        inscrit_le=dossier.inscrit_le,
        aujourd_hui=timezone.localdate(),
    )
    capacites = {capacite.numero: capacite for capacite in capacites_a_apprecier(dossier)}
    verifier_donne(donne, capacites, dossier)
    verifier_nom(dossier, donne.signataire)
    demande = demande_ouverte(dossier)
    if demande:
        demande.repondue_le = timezone.now()
        demande.save(update_fields=["repondue_le", "modifie_le"])
    avis = AvisEntreprise.objects.create(
        dossier=dossier,
        demande=demande,
        origine=OrigineAvis.PAPIER,
        saisi_par=par,
        scan=_garder_le_scan(dossier, lu, par),
        signataire=" ".join(donne.signataire.split()),
        qualite=donne.qualite,
        fonction=donne.fonction.strip(),
        observations=donne.observations.strip(),
        signe_le=timezone.make_aware(datetime.datetime.combine(signe_le, datetime.time.min)),
    )
    ecrire_reponses(avis, donne, capacites)
    _noter(avis, donne, signe_le, par)
    demander_copie(avis, par=par)
    actualiser(dossier, par=par)
    return avis


def _garder_le_scan(dossier: Dossier, lu: Scan, par: Utilisateur) -> Document:
    return enregistrer_document(
        sujet_de(dossier),
        DocumentAvis.SCAN,
        titre_de(DocumentAvis.SCAN, dossier),
        lu.nom,
        lu.contenu,
        par=par,
        type_mime=lu.type_mime,
    )


def _noter(
    avis: AvisEntreprise, donne: AvisDonne, signe_le: datetime.date, par: Utilisateur
) -> None:
    """The journal tells who signed, who keyed in, from which file, and each answer."""
    noter(
        avis.dossier,
        Acte.AVIS,
        f"Avis de l'entreprise sur papier, signé le {signe_le:%d/%m/%Y} par {avis.signataire}, "
        f"{QualiteTuteur(avis.qualite).label.lower()} ({avis.fonction}) : saisi par {par}.",
        par=par,
        apres={str(reponse.capacite): SensAvis(reponse.sens).label for reponse in donne.reponses}
        | {"fichier": avis.scan.nom, "sha256": avis.scan.sha256},
    )
