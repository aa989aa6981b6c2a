"""The PDFs of a version, for those who work on paper: the document itself, the blank forms."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.text import slugify

from cqpm.commun import pdf, travaux
from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from referentiels.echange.exportation import decrire
from referentiels.echelle import Echelle
from referentiels.enums import CodeModalite, NatureDocument, NiveauCritere
from referentiels.errors import DocumentPerime
from referentiels.mise_en_page import capacites_longues, feuilles
from referentiels.models import Capacite, Referentiel
from referentiels.selectors import Contenu, contenu

GABARITS = {
    NatureDocument.VERSION: "referentiels/pdf/version.html",
    NatureDocument.GRILLE: "referentiels/pdf/grille.html",
    NatureDocument.AVIS: "referentiels/pdf/avis.html",
}


@dataclass(frozen=True)
class DocumentPapier:
    """One of the documents that a version gives, and the job that makes it, if ever asked."""

    nature: NatureDocument
    travail: Travail | None


def documents_papier(tout: Contenu) -> list[DocumentPapier]:
    """What the version gives as it stands: a changed brouillon has its documents to make again."""
    cles = {nature: cle_du_document(tout, nature) for nature in NatureDocument}
    jobs = Travail.objects.select_related("document").filter(cle__in=cles.values())
    par_cle = {travail.cle: travail for travail in jobs}
    return [DocumentPapier(nature, par_cle.get(cle)) for nature, cle in cles.items()]


def demander_document(
    referentiel: Referentiel, nature: NatureDocument, *, par: Utilisateur
) -> Travail:
    """Ask for the PDF; the same content asked twice gives the same file, made once (R2)."""
    cle = cle_du_document(contenu(referentiel), nature)
    return travaux.demander(
        nature.value,
        sujet=sujet_de(referentiel),
        cle=cle,
        parametres={"referentiel": referentiel.pk, "cle": cle},
        par=par,
    )


def nom_de_fichier(referentiel: Referentiel) -> str:
    """Number, date and mention, without spaces: two versions never make files of one name."""
    return slugify(referentiel.reference.replace("/", "-"))


def produire_document(
    referentiel: Referentiel, nature: NatureDocument, cle: str
) -> travaux.Produit:
    """Render the PDF that was asked for. Raises DocumentPerime if the brouillon changed since."""
    tout = contenu(referentiel)
    if cle_du_document(tout, nature) != cle:
        raise DocumentPerime(referentiel)
    return travaux.Produit(
        nom=f"{nature.value.replace('_', '-')}-{nom_de_fichier(referentiel)}.pdf",
        titre=f"{nature.label} {referentiel.numero}",
        contenu=pdf.rendre(GABARITS[nature], contexte(tout, nature)),
    )


def contexte(tout: Contenu, nature: NatureDocument) -> dict:
    """What the PDF prints; nothing in it depends on the moment nor on who asks."""
    commun = {"referentiel": tout.referentiel, "contenu": tout, "nature": nature}
    if nature == NatureDocument.VERSION:
        return commun | {"feuilles": feuilles(tout), "longues": capacites_longues(tout)}
    if nature == NatureDocument.GRILLE:
        echelle = tout.referentiel.echelle_des_criteres
        return commun | {
            "lignes": [(un, modalites_a_cocher(tout, un)) for un in tout.capacites],
            "niveaux": echelle.niveaux,
            "a_expliquer": a_expliquer(echelle),
        }
    return commun | {"avis": _definition_de_l_avis(tout)}


def a_expliquer(echelle: Echelle) -> str:
    """The levels that a comment must explain (R21): « Non acquis » ou « Non observable »."""
    voulus = (NiveauCritere.NON_ACQUIS, NiveauCritere.NON_OBSERVABLE)
    dits = [f"« {un.libelle} »" for un in echelle.niveaux if un.sens in voulus and un.libelle]
    return " ou ".join(filter(None, (", ".join(dits[:-1]), *dits[-1:])))


def modalites_a_cocher(tout: Contenu, capacite: Capacite) -> list[str]:
    """The evaluations this capacité allows; the company's opinion has its own form (R11)."""
    if tout.referentiel.modalites_par_capacite:
        prevues = [(un.modalite.code, un.libelle) for un in capacite.modalites_prevues.all()]
    else:
        prevues = [(un.code, un.titre) for un in tout.modalites]
    return [libelle for code, libelle in prevues if code != CodeModalite.AVIS_ENTREPRISE]


def _definition_de_l_avis(tout: Contenu) -> str:
    textes = [un.texte for un in tout.modalites if un.code == CodeModalite.AVIS_ENTREPRISE]
    return textes[0] if textes else ""


def cle_du_document(tout: Contenu, nature: NatureDocument) -> str:
    """Name a document by its content; a brouillon's bears a banner, so it is another one."""
    brouillon = "brouillon" if tout.referentiel.est_brouillon else "definitif"
    canonique = json.dumps(decrire(tout), ensure_ascii=False, sort_keys=True)
    empreinte = hashlib.sha256(canonique.encode()).hexdigest()
    return f"{nature.value}:{tout.referentiel.pk}:{brouillon}:{empreinte}"
