"""Hand the certifier its data set, then follow what became of it (R44-R48)."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.comptes.models import Utilisateur
from dossiers import nir as chiffre
from dossiers.enums import TERMINES, Acte
from dossiers.errors import NirIllisible
from dossiers.models import Candidat, Dossier
from dossiers.services.identite import effacer_nir
from dossiers.services.journal import noter
from evaluations.certificateur.champs import SCHEMA_AVEC_NIR, Passage
from evaluations.certificateur.controles import problemes
from evaluations.certificateur.csv import tableau
from evaluations.certificateur.xml import flux
from evaluations.enums import NatureExport
from evaluations.errors import CertificateurRefuse
from evaluations.models import Certificat, ExportRegistre
from evaluations.querysets import CertificatQuerySet
from evaluations.selectors.certificateur import deposant, passage_de


@transaction.atomic
def exporter_csv(certificats: CertificatQuerySet, *, par: Utilisateur) -> travaux.Produit:
    """Write the table of those that lack nothing, without any NIR (R46).

    Raises CertificateurRefuse when there is none.
    """
    complets = _complets(certificats)
    _tracer(complets, "csv", par=par)
    contenu = tableau(passage for _, passage in complets)
    return _produit("csv", "text/csv; charset=utf-8", contenu)


@transaction.atomic
def exporter_xml(
    certificats: CertificatQuerySet, *, avec_nir: bool, par: Utilisateur
) -> travaux.Produit:
    """Write the depositor's file of those that lack nothing; it is never kept on this side.

    With `avec_nir`, a known NIR takes the place of the civil status. Raises CertificateurRefuse
    when the installation is no depositor (R47), or when nobody can leave.
    """
    qui = deposant()
    if avec_nir and qui.schema != SCHEMA_AVEC_NIR:
        raise CertificateurRefuse(
            f"Le schéma {qui.schema} n'a pas de place pour le NIR : produisez le XML sans les NIR."
        )
    complets = _complets(certificats, avec_nir=avec_nir)
    trace = _tracer(complets, "xml", par=par, avec_nir=any(passage.nir for _, passage in complets))
    maintenant = timezone.localtime()
    contenu = flux(
        [passage for _, passage in complets],
        qui,
        id_flux=f"CQPM-{maintenant:%Y%m%d}-{trace.pk}",
        moment=maintenant,
    )
    return _produit("xml", "application/xml", contenu)


def _complets(
    certificats: CertificatQuerySet, *, avec_nir: bool = False
) -> list[tuple[Certificat, Passage]]:
    """The lines that the register would take; the others stay here until they are mended."""
    lus = [
        (un, passage_de(un, nir=_nir(un) if avec_nir else ""))
        for un in certificats.pour_certificateur().pour_registre()
    ]
    complets = [(un, passage) for un, passage in lus if not problemes(passage)]
    if not complets:
        raise CertificateurRefuse(
            "Aucun fichier n'est produit : aucun des lauréats choisis n'a toutes ses données. "
            "Complétez ce qui manque, puis recommencez."
            if lus
            else "Aucun fichier n'est produit : cochez au moins un lauréat."
        )
    return complets


def _nir(certificat: Certificat) -> str:
    """The 13 signs, empty when it is not known or when no key opens it."""
    jeton = certificat.deliberation.dossier.candidat.nir_chiffre
    try:
        return chiffre.sans_cle(jeton) if jeton else ""
    except NirIllisible:
        return ""


def _tracer(
    complets: list[tuple[Certificat, Passage]],
    extension: str,
    *,
    par: Utilisateur,
    avec_nir: bool = False,
) -> ExportRegistre:
    """Who took what, on the trace and in the journal of each dossier (R50)."""
    for certificat, passage in complets:
        suite = ", NIR compris" if passage.nir else ""
        noter(
            certificat.deliberation.dossier,
            Acte.DOCUMENT,
            f"Données du certificat {certificat.numero} exportées pour le certificateur "
            f"({extension.upper()}{suite}).",
            par=par,
        )
    return ExportRegistre.objects.create(
        demande_par=par,
        nature=NatureExport.CERTIFICATEUR,
        extension=extension,
        libelle=", ".join(certificat.numero for certificat, _ in complets),
        nombre=len(complets),
        avec_nir=avec_nir,
    )


def _produit(extension: str, type_mime: str, contenu: bytes) -> travaux.Produit:
    jour = timezone.localdate()
    return travaux.Produit(
        nom=f"donnees-certificateur-{jour:%Y-%m-%d}.{extension}",
        titre=f"Données pour le certificateur du {jour:%d/%m/%Y}",
        contenu=contenu,
        type_mime=type_mime,
    )


# --- What became of it ------------------------------------------------------------------------
@transaction.atomic
def marquer_transmis(
    certificats: CertificatQuerySet, le: datetime.date, *, par: Utilisateur
) -> int:
    """Say that the certifier was sent these lines; gives how many were not marked yet.

    Raises CertificateurRefuse on a date to come, or before the delivery.
    """
    lignes = _a_marquer(certificats.filter(transmis_le=None))
    for certificat in lignes:
        _verifier(certificat, le, certificat.delivre_le, "la délivrance")
        certificat.transmis_le = le
        certificat.save(update_fields=["transmis_le", "modifie_le"])
        _noter(certificat, f"transmises au certificateur le {le:%d/%m/%Y}", par=par)
    return len(lignes)


@transaction.atomic
def marquer_accepte(certificats: CertificatQuerySet, le: datetime.date, *, par: Utilisateur) -> int:
    """Say that the certifier's own deposit was accepted: the NIR is forgotten (R46).

    It stays only as long as another certificate of the same person is to be accepted. Raises
    CertificateurRefuse on a date to come, or before the transmission.
    """
    lignes = _a_marquer(certificats.filter(transmis_le__isnull=False, accepte_le=None))
    for certificat in lignes:
        _verifier(certificat, le, certificat.transmis_le, "la transmission")
        certificat.accepte_le = le
        certificat.save(update_fields=["accepte_le", "modifie_le"])
        _noter(certificat, f"acceptées le {le:%d/%m/%Y}", par=par)
    for certificat in lignes:
        dossier = certificat.deliberation.dossier
        autres = Certificat.objects.pour_certificateur().filter(accepte_le=None)
        if not autres.filter(deliberation__dossier__candidat=dossier.candidat_id).exists():
            effacer_nir(dossier, par=par)
    return len(lignes)


def oublier_les_nir() -> int:
    """Forget each NIR that nothing awaits any more; gives how many. May run twice (R46).

    Awaited by a certificate to be accepted, or by a dossier under way for a version of the RNCP:
    once a certificate is annulled, a candidate not certified or a dossier stopped, nothing is.
    """
    siens = Dossier.objects.filter(candidat=OuterRef("pk"))
    en_cours = siens.exclude(etat__in=TERMINES).exclude(referentiel__numero_rncp="")
    a_accepter = Certificat.objects.pour_certificateur().filter(
        accepte_le=None, deliberation__dossier__candidat=OuterRef("pk")
    )
    oubliables = Candidat.objects.exclude(nir_chiffre="").filter(
        ~Exists(en_cours), ~Exists(a_accepter)
    )
    dossiers = [un.dossiers.latest("pk") for un in oubliables if un.dossiers.exists()]
    for dossier in dossiers:
        effacer_nir(dossier, par=None)
    return len(dossiers)


def _a_marquer(certificats: CertificatQuerySet) -> list[Certificat]:
    lignes = certificats.pour_certificateur().select_related("deliberation__dossier")
    return list(lignes.select_for_update(of=("self",)).order_by("pk"))


def _verifier(certificat: Certificat, le: datetime.date, apres: datetime.date, quoi: str) -> None:
    if le > timezone.localdate():
        raise CertificateurRefuse(
            "Rien n'est marqué : cette date est dans le futur. Indiquez la date réelle."
        )
    if le < apres:
        raise CertificateurRefuse(
            f"Rien n'est marqué : le {le:%d/%m/%Y} précède {quoi} du certificat "
            f"{certificat.numero} ({apres:%d/%m/%Y}). Corrigez la date."
        )


def _noter(certificat: Certificat, fait: str, *, par: Utilisateur) -> None:
    libelle = f"Données du certificat {certificat.numero} {fait}."
    noter(certificat.deliberation.dossier, Acte.DOCUMENT, libelle, par=par)
