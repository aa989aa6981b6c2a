"""Evidence: attach a photo, a PDF, a page of the report, a note or a hand-filled sheet."""

import uuid
from collections.abc import Callable
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from cqpm.commun.fichiers import (
    SIGNATURE_PDF,
    Produit,
    effacer_document,
    enregistrer_document,
)
from cqpm.commun.images import lire_photo
from cqpm.commun.models import Document, sujet_de
from cqpm.commun.pdf_recu import lire_pdf
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations.enums import NaturePreuve
from evaluations.errors import AccesPerdu, PreuveRefusee
from evaluations.models import Evaluation, MiseEnCommun, Preuve, TraceCellule
from evaluations.services.ouverture import ouvrir, verrouiller
from referentiels.models import Capacite, Critere

TEXTE_MAX = 4000  # signs
PAGE_MAX = 2000
TITRE_MAX = Document._meta.get_field("titre").max_length
NOMBRE_MAX = 20  # pieces of one evaluator on one critère


def ajouter(
    dossier: Dossier,
    capacite: Capacite | None,
    *,
    critere: Critere | None,
    nature: str,
    fichier: UploadedFile | None,
    page: int | None,
    texte: str,
    jeton: uuid.UUID,
    par: Utilisateur,
) -> tuple[Preuve, bool]:
    """Keep a piece, and tell whether it is new: the same `jeton` sent twice is the same piece.

    The file is read before the dossier is locked: nobody waits for it. Raises PreuveRefusee or
    FichierRefuse (the piece), EvaluationFermee (R14, R23), ResultatRefuse (R13), AccesPerdu (R22).
    """
    if deja := _deja_recue(dossier, jeton, par):
        return deja, False
    preuve = Preuve(
        capacite=capacite,
        critere=critere,
        nature=nature,
        page=page if nature == NaturePreuve.RAPPORT else None,
        texte=texte,
        jeton=jeton,
        auteur=par,
    )
    _verifier_cible(dossier, preuve)
    contenu = _lire(preuve, fichier)
    with transaction.atomic():
        return _garder(dossier, preuve, contenu)


@transaction.atomic
def retirer(dossier: Dossier, preuve: Preuve, *, par: Utilisateur) -> None:
    """Take back one's own piece, and erase its file.

    Raises PreuveRefusee, EvaluationFermee (R14, R23), ResultatRefuse (R13) or AccesPerdu (R22).
    """
    _ouvrir(dossier, preuve, par)
    actuelle = Preuve.objects.select_related("document").filter(pk=preuve.pk, auteur=par).first()
    if actuelle is None:
        raise PreuveRefusee("preuve", "Cette preuve est déjà retirée : il n'y a rien à faire.")
    _tracer(dossier, actuelle, "retirée")
    document = actuelle.document
    actuelle.delete()
    if document:
        effacer_document(document)


# --- Refuse -----------------------------------------------------------------------------------


def _deja_recue(dossier: Dossier, jeton: uuid.UUID, par: Utilisateur) -> Preuve | None:
    preuve = Preuve.objects.select_related("evaluation", "document").filter(jeton=jeton).first()
    if preuve and (preuve.evaluation.dossier_id, preuve.auteur_id) != (dossier.pk, par.pk):
        raise _jeton_pris()
    return preuve


def _jeton_pris() -> PreuveRefusee:
    return PreuveRefusee(
        "jeton",
        "Cet envoi porte le numéro d'une autre preuve : il n'est pas enregistré. Rechargez la "
        "page, puis ajoutez la preuve à nouveau.",
    )


def _hors_grille() -> PreuveRefusee:
    return PreuveRefusee(
        "critere",
        "Ce critère n'est pas de la grille de ce dossier : il vient d'une autre version du "
        "référentiel, ou n'est plus à évaluer. Rechargez la grille, puis ajoutez la preuve au "
        "bon critère.",
    )


def _verifier_cible(dossier: Dossier, preuve: Preuve) -> None:
    """Raises PreuveRefusee: no critère of this grid (R1), or a nature that is not for it."""
    nature, critere = preuve.nature, preuve.critere
    visees = {une.pk for une in dossier.capacites_visees()}
    if preuve.capacite_id not in visees:
        raise _hors_grille()
    if critere and critere.capacite_id != preuve.capacite_id:
        raise _hors_grille()
    if nature not in NaturePreuve.values:
        raise PreuveRefusee("nature", "Choisissez une photo, un PDF, une page ou une note.")
    if nature == NaturePreuve.FEUILLE and critere:
        raise PreuveRefusee(
            "nature",
            "Une feuille remplie à la main se joint à la capacité entière, pas à un critère. "
            "Ajoutez-la depuis le haut de la capacité.",
        )
    if nature != NaturePreuve.FEUILLE and critere is None:
        raise PreuveRefusee(
            "critere", "Une preuve se joint à un critère. Ajoutez-la depuis ce critère."
        )


def _verifier_nombre(preuve: Preuve) -> None:
    siennes = Preuve.objects.filter(
        evaluation=preuve.evaluation,
        capacite=preuve.capacite,
        critere=preuve.critere,
        auteur=preuve.auteur,
    )
    if siennes.count() >= NOMBRE_MAX:
        raise PreuveRefusee(
            "nature",
            f"Vous avez déjà joint {NOMBRE_MAX} preuves ici. Retirez-en une, ou réunissez-en "
            "plusieurs dans un même PDF.",
        )


def _exiger_membre(dossier: Dossier, par: Utilisateur) -> None:
    """Raises AccesPerdu, under the lock: the commission may have changed meanwhile (R22)."""
    if not Dossier.objects.evaluables_par(par).filter(pk=dossier.pk).exists():
        raise AccesPerdu


# --- Read ---------------------------------------------------------------------------------------


def _lire(preuve: Preuve, fichier: UploadedFile | None) -> Produit | None:
    """The file to keep, if this nature has one."""
    nature, texte, page = preuve.nature, preuve.texte, preuve.page
    if len(texte) > TEXTE_MAX:
        raise PreuveRefusee(
            "texte",
            f"Ce texte compte {len(texte)} signes, la limite est de {TEXTE_MAX}. Raccourcissez-le, "
            "ou joignez-le en PDF.",
        )
    if nature == NaturePreuve.NOTE and not texte:
        raise PreuveRefusee("texte", "Écrivez la note avant de l'ajouter.")
    if nature == NaturePreuve.RAPPORT and not (page and 1 <= page <= PAGE_MAX):
        raise PreuveRefusee("page", f"Indiquez la page du rapport, de 1 à {PAGE_MAX}.")
    lire = LECTEURS.get(nature)
    if lire and fichier is None:
        raise PreuveRefusee("fichier", "Prenez une photo ou choisissez un fichier.")
    return lire(fichier) if lire else None


def _photo(fichier: UploadedFile) -> Produit:
    photo = lire_photo(fichier)
    return Produit(photo.nom, photo.nom[:TITRE_MAX], photo.contenu, photo.type_mime)


def _pdf(fichier: UploadedFile) -> Produit:
    nom = f"{PurePath(fichier.name or 'document').stem}.pdf"
    return Produit(nom, nom[:TITRE_MAX], lire_pdf(fichier))


def _feuille(fichier: UploadedFile) -> Produit:
    """A sheet is photographed, or scanned to PDF."""
    fichier.seek(0)
    debut = fichier.read(len(SIGNATURE_PDF))
    return _pdf(fichier) if debut == SIGNATURE_PDF else _photo(fichier)


LECTEURS: dict[str, Callable[[UploadedFile], Produit]] = {
    NaturePreuve.PHOTO: _photo,
    NaturePreuve.PDF: _pdf,
    NaturePreuve.FEUILLE: _feuille,
}


# --- Write ------------------------------------------------------------------------------------


def _ouvrir(dossier: Dossier, preuve: Preuve, par: Utilisateur) -> Evaluation:
    """Who left the commission is told that their access is lost: the device keeps the piece."""
    verrouiller(dossier)
    _exiger_membre(dossier, par)
    return ouvrir(dossier, preuve.capacite, par=par)


def _garder(dossier: Dossier, preuve: Preuve, contenu: Produit | None) -> tuple[Preuve, bool]:
    """Write the piece under the dossier's lock, unless it came while its file was read."""
    preuve.evaluation = _ouvrir(dossier, preuve, preuve.auteur)
    if deja := _deja_recue(dossier, preuve.jeton, preuve.auteur):
        return deja, False
    _verifier_nombre(preuve)
    if contenu:
        preuve.document = enregistrer_document(
            sujet_de(preuve.evaluation),
            f"preuve_{preuve.nature}",
            contenu.titre,
            contenu.nom,
            contenu.contenu,
            par=preuve.auteur,
            type_mime=contenu.type_mime,
        )
    try:
        with transaction.atomic():
            preuve.save(force_insert=True)
    except IntegrityError:  # another dossier took the same number at this moment
        raise _jeton_pris() from None
    _tracer(dossier, preuve, "ajoutée")
    return preuve, True


def _tracer(dossier: Dossier, preuve: Preuve, acte: str) -> None:
    """In the dossier's journal, which others read, only once the capacité is in common (R50)."""
    contenu = {"nature": preuve.nature, "page": preuve.page, "texte": preuve.texte}
    if preuve.document:
        contenu |= {"fichier": preuve.document.nom, "sha256": preuve.document.sha256}
    avant, apres = (None, contenu) if acte == "ajoutée" else (contenu, None)
    commune = MiseEnCommun.objects.filter(evaluation=preuve.evaluation, capacite=preuve.capacite)
    if commune.exists():
        libelle = f"Preuve {acte}, {_ou(preuve)} : {preuve.get_nature_display().lower()}."
        noter(dossier, Acte.DOCUMENT, libelle, par=preuve.auteur, avant=avant, apres=apres)
        return
    critere, capacite = preuve.critere_id, preuve.capacite_id
    TraceCellule.objects.create(
        evaluation=preuve.evaluation,
        auteur=preuve.auteur,
        cellule=f"critere-{critere}" if critere else f"capacite-{capacite}",
        avant=avant and {"preuve": avant},
        apres=apres and {"preuve": apres},
        saisi_le=timezone.now(),
    )


def _ou(preuve: Preuve) -> str:
    numero = preuve.capacite.numero
    return f"critère {numero}.{preuve.critere.rang}" if preuve.critere else f"capacité {numero}"
