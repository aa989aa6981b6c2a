"""Candidates from a spreadsheet: dropped, read without writing, chosen, registered whole or not."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.fichiers import FichierRefuse, enregistrer_document, ouvrir
from cqpm.commun.models import EtatTravail, sujet_de
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import Acte, EtatImport
from dossiers.errors import ImportRefuse, InscriptionRefusee
from dossiers.importation.candidatures import Candidature, lire_candidatures
from dossiers.importation.examen import (
    IGNORER,
    cle_du_candidat,
    essayer,
    examiner,
    numero_de_ligne,
    signaler_refus,
)
from dossiers.importation.fichier import lire as lire_fichier
from dossiers.importation.fichier import reconnaitre
from dossiers.importation.valeurs import Catalogue
from dossiers.models import Dossier, ImportCandidats
from dossiers.selectors.importation import a_decider, en_faute, resumer
from dossiers.services.identite import DecisionPersonne
from dossiers.services.indexation import indexer
from dossiers.services.inscription import inscrire
from dossiers.services.journal import noter
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel

NATURE_LECTURE = "lecture_import"
NATURE_ECRITURE = "ecriture_import"
Avancer = Callable[[int, int, str], None]


# --- Acts of a person -------------------------------------------------------------------------


def deposer(contenu: bytes, *, nom: str, centre: Centre, par: Utilisateur) -> ImportCandidats:
    """Keep a file and have it read by a job. Raises FichierRefuse when it cannot be read at all."""
    reconnaitre(contenu, nom)
    with transaction.atomic():
        importation = ImportCandidats.objects.create(
            centre=centre, demande_par=par, nom_fichier=nom[:150]
        )
        importation.fichier = enregistrer_document(
            sujet_de(importation),
            "import_candidats",
            f"Import de candidats : {nom}"[:200],
            nom,
            contenu,
            par=par,
            type_mime="application/octet-stream",
        )
        importation.travail = travaux.demander(
            NATURE_LECTURE,
            sujet=sujet_de(importation),
            cle=f"lecture-import:{importation.pk}",
            parametres={"import": importation.pk},
            par=par,
        )
        importation.save(update_fields=["fichier", "travail", "modifie_le"])
    return importation


@transaction.atomic
def decider(
    importation: ImportCandidats, choix: Mapping[str, str], *, par: Utilisateur
) -> ImportCandidats:
    """Keep what a person chose for the lines whose candidate may be known: line number, value.

    A value that the line does not offer is left out. Raises ImportRefuse once confirmed.
    """
    importation = _verrouiller(importation, EtatImport.LU)
    permis = {
        str(ligne["n"]): {un["valeur"] for un in ligne["choix"]}
        for ligne in importation.rapport["lignes"]
    }
    importation.decisions |= {
        numero: valeur for numero, valeur in choix.items() if valeur in permis.get(numero, ())
    }
    importation.save(update_fields=["decisions", "modifie_le"])
    return importation


def ignorer_les_doublons(importation: ImportCandidats, *, par: Utilisateur) -> ImportCandidats:
    """Leave out every line whose candidate may be known and about which nobody decided."""
    lignes = importation.rapport.get("lignes", [])
    muettes = [ligne for ligne in lignes if a_decider(ligne, importation.decisions)]
    return decider(importation, {str(un["n"]): IGNORER for un in muettes}, par=par)


@transaction.atomic
def confirmer(importation: ImportCandidats, *, par: Utilisateur) -> ImportCandidats:
    """Have every line registered by a job. Raises ImportRefuse: a fault, or a choice to make."""
    importation = _verrouiller(importation, EtatImport.LU)
    lignes = importation.rapport["lignes"]
    if fautives := [ligne["n"] for ligne in lignes if en_faute(ligne)]:
        raise ImportRefuse(
            f"{_lignes(fautives)} du fichier à corriger : rien n'est importé tant qu'il reste une "
            "erreur. Corrigez le fichier, puis déposez-le à nouveau."
        )
    if muettes := [ligne["n"] for ligne in lignes if a_decider(ligne, importation.decisions)]:
        raise ImportRefuse(
            f"{_lignes(muettes)} : dites s'il s'agit de la même personne ou d'un homonyme, puis "
            "confirmez."
        )
    _verifier_rattachements(importation)
    importation.etat = EtatImport.A_IMPORTER
    importation.travail = travaux.demander(
        NATURE_ECRITURE,
        sujet=sujet_de(importation),
        cle=f"ecriture-import:{importation.pk}:{importation.travail_id}",
        parametres={"import": importation.pk, "par": par.pk},
        par=par,
    )
    importation.save(update_fields=["etat", "travail", "modifie_le"])
    return importation


@transaction.atomic
def abandonner(importation: ImportCandidats, *, par: Utilisateur) -> ImportCandidats:
    """Give up an import that registered nobody: its file and the names it holds are removed."""
    importation = ImportCandidats.objects.select_for_update().get(pk=importation.pk)
    if not _abandonnable(importation):
        raise _trop_tard(importation)
    return _clore(importation, EtatImport.ABANDONNE, {"abandon": True})


@transaction.atomic
def oublier(importation: ImportCandidats) -> bool:
    """Give up an import that nobody came back for; False if someone acted meanwhile."""
    importation = ImportCandidats.objects.select_for_update().get(pk=importation.pk)
    if not _abandonnable(importation):
        return False
    _clore(importation, EtatImport.ABANDONNE, {"oubli": True})
    return True


def _abandonnable(importation: ImportCandidats) -> bool:
    """Nobody was registered, and no job is about to."""
    echoue = importation.travail and importation.travail.etat == EtatTravail.ECHEC
    return importation.etat in {EtatImport.A_LIRE, EtatImport.LU} or bool(
        importation.etat == EtatImport.A_IMPORTER and echoue
    )


# --- Jobs -------------------------------------------------------------------------------------


def lire(importation: ImportCandidats, avancer: Avancer) -> None:
    """The dry run: fill the report, write nothing else; running it again gives the same."""
    if importation.etat != EtatImport.A_LIRE:
        return
    avancer(0, 3, "Lecture du fichier")
    try:
        candidatures, rapport = _lire(importation)
    except FichierRefuse as refus:
        _refuser(importation, str(refus))
        return
    avancer(1, 3, f"Vérification de {len(candidatures)} lignes")
    essayer(importation.centre, candidatures, importation.demande_par)
    rapport["lignes"] = examiner(importation.centre, candidatures)
    avancer(2, 3, "Rédaction du compte rendu")
    _rendre(importation, EtatImport.A_LIRE, rapport)


def importer(importation: ImportCandidats, avancer: Avancer, *, par: Utilisateur) -> None:
    """Register every line in one transaction, or none: the new dry run then says why.

    Running it again has no effect. What was checked before is checked again: the world may have
    changed since.
    """
    if importation.etat != EtatImport.A_IMPORTER or importation.fichier is None:
        return
    if not par.a_role(Role.GESTIONNAIRE, importation.centre_id):
        raise ImportRefuse(
            f"{par} n'est plus gestionnaire du {importation.centre} : une autre personne du centre "
            "doit reprendre cet import."
        )
    avancer(0, 2, "Nouvelle vérification du fichier")
    candidatures, rapport = _lire(importation)
    avancer(1, 2, f"Inscription de {len(candidatures)} candidats")
    with transaction.atomic():
        _inscrire_tous(importation, candidatures, rapport, par)


# --- Reading ----------------------------------------------------------------------------------


def _lire(importation: ImportCandidats) -> tuple[list[Candidature], dict[str, Any]]:
    with ouvrir(importation.fichier) as fichier:
        tableau = lire_fichier(fichier.read(), lignes_max=settings.CQPM_IMPORT_LIGNES_MAX)
    versions = Referentiel.objects.filter(etat=EtatReferentiel.PUBLIE).defer(
        "recherche", "sections", "notes"
    )
    catalogue = Catalogue(versions.prefetch_related("blocs"))
    candidatures = lire_candidatures(tableau, catalogue, timezone.localdate())
    return candidatures, {"inconnues": tableau.entetes.inconnues, "lignes": []}


def _rendre(importation: ImportCandidats, depart: EtatImport, rapport: dict[str, Any]) -> None:
    """Write the report, unless a person gave the import up meanwhile."""
    with transaction.atomic():
        verrou = ImportCandidats.objects.select_for_update()
        importation = verrou.filter(pk=importation.pk, etat=depart).first()
        if importation is None:
            return
        importation.etat, importation.rapport = EtatImport.LU, rapport
        comptes = resumer(rapport["lignes"], importation.decisions)
        importation.lignes, importation.fautes = comptes["lignes"], comptes["fautes"]
        importation.save()


def _refuser(importation: ImportCandidats, refus: str) -> None:
    with transaction.atomic():
        verrou = ImportCandidats.objects.select_for_update()
        importation = verrou.filter(pk=importation.pk, etat=EtatImport.A_LIRE).first()
        if importation is not None:
            _clore(importation, EtatImport.ABANDONNE, {"refus": refus})


def _clore(
    importation: ImportCandidats, etat: EtatImport, rapport: dict[str, Any]
) -> ImportCandidats:
    """End an import: the file goes, and what its report said of people with it."""
    document = importation.fichier
    importation.fichier, importation.etat = None, etat
    importation.rapport, importation.decisions = rapport, {}
    importation.save()
    if document is not None:
        stockage, chemin = document.fichier.storage, document.fichier.name
        document.delete()
        transaction.on_commit(lambda: stockage.delete(chemin))
    return importation


# --- Registering ------------------------------------------------------------------------------


def _inscrire_tous(
    importation: ImportCandidats,
    candidatures: list[Candidature],
    rapport: dict[str, Any],
    par: Utilisateur,
) -> None:
    """In the caller's transaction: all the dossiers and the end of the import, or a new dry run."""
    verrou = ImportCandidats.objects.select_for_update()
    importation = verrou.filter(pk=importation.pk, etat=EtatImport.A_IMPORTER).first()
    if importation is None:
        return
    # Nobody registers anyone in this centre between the last check and the end.
    Centre.objects.select_for_update().get(pk=importation.centre_id)
    rapport["lignes"] = examiner(importation.centre, candidatures)
    comptes = resumer(rapport["lignes"], importation.decisions)
    inscrits: dict[int, Dossier] = {}
    if not comptes["fautes"] and not comptes["a_decider"]:
        with transaction.atomic():
            inscrits = _inscrire_chacun(importation, candidatures, par)
            if any(une.fautes for une in candidatures):
                transaction.set_rollback(True)
                inscrits = {}
    if inscrits or comptes["ignorees"] == comptes["lignes"]:
        _terminer(importation, inscrits, comptes)
        return
    rapport["lignes"] = examiner(importation.centre, candidatures)
    _rendre(importation, EtatImport.A_IMPORTER, rapport | {"change": True})


def _terminer(
    importation: ImportCandidats, inscrits: dict[int, Dossier], comptes: dict[str, int]
) -> None:
    importation.importe_le = timezone.now()
    importation.lignes, importation.fautes = len(inscrits), 0
    lignes = [{"n": numero, "dossier": dossier.pk} for numero, dossier in inscrits.items()]
    rapport = {"lignes": lignes, "ignorees": comptes["ignorees"]}
    _clore(importation, EtatImport.IMPORTE, rapport)


def _inscrire_chacun(
    importation: ImportCandidats, candidatures: list[Candidature], par: Utilisateur
) -> dict[int, Dossier]:
    """The dossiers by line number; a refusal is noted as a fault of its line."""
    inscrits: dict[int, Dossier] = {}
    for une in candidatures:
        decision = importation.decisions.get(str(une.numero), "")
        if decision == IGNORER:
            continue
        try:
            dossier = inscrire(
                centre=importation.centre,
                referentiel=une.referentiel,
                parcours=une.parcours,
                inscrit_le=une.inscrit_le,
                identite=une.identite,
                accueil=une.accueil,
                formation=une.formation,
                blocs=une.blocs,
                decision=DecisionPersonne(meme=_rattache(decision, inscrits), comparee=True),
                en_nombre=True,
                par=par,
            )
        except InscriptionRefusee as refus:
            signaler_refus(une, refus)
            continue
        noter(
            dossier,
            Acte.INSCRIPTION,
            f"Importé du fichier « {importation.nom_fichier} », ligne {une.numero}.",
            par=par,
        )
        inscrits[une.numero] = dossier
    # A known person whose blanks were filled is found by them in their other dossiers too.
    candidats = {dossier.candidat_id for dossier in inscrits.values()}
    indexer(Dossier.objects.filter(candidat__in=candidats))
    return inscrits


def _rattache(decision: str, inscrits: dict[int, Dossier]) -> int | None:
    """The key of the known person that a line was attached to; None for a new one."""
    if numero := numero_de_ligne(decision):
        return inscrits[numero].candidat_id if numero in inscrits else None
    return cle_du_candidat(decision)


# --- Refusals ---------------------------------------------------------------------------------


def _verrouiller(importation: ImportCandidats, etat: EtatImport) -> ImportCandidats:
    importation = ImportCandidats.objects.select_for_update().get(pk=importation.pk)
    if importation.etat != etat:
        raise _trop_tard(importation)
    return importation


def _trop_tard(importation: ImportCandidats) -> ImportRefuse:
    return ImportRefuse(
        f"Cet import est « {importation.get_etat_display()} » : rechargez la page, une autre "
        "personne a peut-être agi."
    )


def _verifier_rattachements(importation: ImportCandidats) -> None:
    """A line attached to another line of the file needs that line to be imported."""
    for numero, valeur in importation.decisions.items():
        autre = numero_de_ligne(valeur)
        if autre and importation.decisions.get(str(autre)) == IGNORER:
            raise ImportRefuse(
                f"La ligne {numero} est rattachée à la ligne {autre}, que vous n'importez pas : "
                "changez l'un des deux choix."
            )


def _lignes(numeros: list[int]) -> str:
    """« Ligne 4 », « Lignes 4, 7, 9 et 12 autres »."""
    if len(numeros) == 1:
        return f"Ligne {numeros[0]}"
    debut = ", ".join(str(un) for un in numeros[:10])
    reste = len(numeros) - 10
    return f"Lignes {debut}" + (f" et {reste} autres" if reste > 0 else "")
