"""The PDFs of a version, for those who work on paper: the document itself, the blank forms."""

import hashlib
import json
from dataclasses import dataclass

from cqpm.commun import pdf, travaux
from cqpm.commun.models import Travail, sujet_de
from cqpm.comptes.models import Utilisateur
from referentiels.echange.exportation import decrire
from referentiels.enums import CodeModalite, ContenuSection, NatureDocument
from referentiels.errors import DocumentPerime
from referentiels.models import Capacite, Referentiel
from referentiels.selectors import Contenu, contenu, parties
from referentiels.textes import est_appelee

# The table of capacités in landscape: lines of a page, characters of a line of the critères, with
# and without the column of modalités, and of the two columns before.
LIGNES_PAR_PAGE = 36
SIGNES_PAR_LIGNE = 60
SIGNES_SANS_MODALITES = 90
SIGNES_ETROITS = 30

_GABARITS = {
    NatureDocument.VERSION: "referentiels/pdf/version.html",
    NatureDocument.GRILLE: "referentiels/pdf/grille.html",
    NatureDocument.AVIS: "referentiels/pdf/avis.html",
}


@dataclass(frozen=True)
class Feuille:
    """Sections printed on pages of one orientation; `paysage` is the wide table of capacités."""

    paysage: bool
    sections: list[dict]


@dataclass(frozen=True)
class DocumentPapier:
    """One of the documents that a version gives, and the job that makes it, if ever asked."""

    nature: NatureDocument
    travail: Travail | None


def documents_papier(tout: Contenu) -> list[DocumentPapier]:
    """What the version gives as it stands: a changed brouillon has its documents to make again."""
    cles = {nature: _cle(tout, nature) for nature in NatureDocument}
    jobs = Travail.objects.select_related("document").filter(cle__in=cles.values())
    par_cle = {travail.cle: travail for travail in jobs}
    return [DocumentPapier(nature, par_cle.get(cle)) for nature, cle in cles.items()]


def demander_document(
    referentiel: Referentiel, nature: NatureDocument, *, par: Utilisateur
) -> Travail:
    """Ask for the PDF; the same content asked twice gives the same file, made once (R2)."""
    cle = _cle(contenu(referentiel), nature)
    return travaux.demander(
        nature.value,
        sujet=sujet_de(referentiel),
        cle=cle,
        parametres={"referentiel": referentiel.pk, "cle": cle},
        par=par,
    )


def produire_document(
    referentiel: Referentiel, nature: NatureDocument, cle: str
) -> travaux.Produit:
    """Render the PDF that was asked for. Raises DocumentPerime if the brouillon changed since."""
    tout = contenu(referentiel)
    if _cle(tout, nature) != cle:
        raise DocumentPerime(referentiel)
    numero = referentiel.numero
    return travaux.Produit(
        nom=f"{nature.value.replace('_', '-')}-{numero}.pdf",
        titre=f"{nature.label} {numero}",
        contenu=pdf.rendre(_GABARITS[nature], contexte(tout, nature)),
    )


def contexte(tout: Contenu, nature: NatureDocument) -> dict:
    """What the PDF prints; nothing in it depends on the moment nor on who asks."""
    commun = {"referentiel": tout.referentiel, "contenu": tout, "nature": nature}
    if nature == NatureDocument.VERSION:
        return commun | {"feuilles": feuilles(tout), "longues": capacites_longues(tout)}
    if nature == NatureDocument.GRILLE:
        return commun | {"lignes": [(un, modalites_a_cocher(tout, un)) for un in tout.capacites]}
    return commun | {"avis": _definition_de_l_avis(tout)}


def feuilles(tout: Contenu) -> list[Feuille]:
    """The sections by orientation, each with its footnotes.

    A heading alone goes with the table that follows it.
    """
    resultat: list[Feuille] = []
    titres_seuls: list[dict] = []
    for section in _avec_ses_notes(tout):
        if not section["contenu"] and not section["paragraphes"]:
            titres_seuls.append(section)
            continue
        paysage = section["contenu"] == ContenuSection.CAPACITES
        if not resultat or resultat[-1].paysage != paysage:
            resultat.append(Feuille(paysage, []))
        resultat[-1].sections.extend([*titres_seuls, section])
        titres_seuls = []
    if titres_seuls:
        resultat.append(Feuille(False, titres_seuls))
    return resultat


def _avec_ses_notes(tout: Contenu) -> list[dict]:
    """Each note under the first section that calls it; a note that none calls, under the last."""
    sections = [section | {"notes": []} for partie in parties(tout) for section in partie.sections]
    for note in tout.referentiel.notes:
        appelantes = (un for un in sections if est_appelee(note, _texte_imprime(tout, un)))
        next(appelantes, sections[-1])["notes"].append(note)
    return sections


def _texte_imprime(tout: Contenu, section: dict) -> str:
    """The texts of a section that may carry footnote marks."""
    textes = [section["titre"], *section["colonnes"]]
    for paragraphe in section["paragraphes"]:
        textes += [paragraphe["texte"], *paragraphe["points"]]
    if section["contenu"] == ContenuSection.ADMISSIBILITE:
        textes.append(tout.referentiel.admissibilite)
    elif section["contenu"] == ContenuSection.MODALITES:
        textes += [texte for un in tout.modalites for texte in (un.texte, *un.points)]
    return "\n".join(textes)


def capacites_longues(tout: Contenu) -> list[Capacite]:
    """Those whose row does not fit on a landscape page: only they may be cut."""
    large = SIGNES_PAR_LIGNE if tout.referentiel.modalites_par_capacite else SIGNES_SANS_MODALITES
    return [un for un in tout.capacites if _lignes(un, large) > LIGNES_PAR_PAGE]


def _lignes(capacite: Capacite, large: int) -> int:
    """About how many lines the longest of the columns takes, counted on the safe side."""
    criteres = [
        [critere.texte, *(point.texte for point in critere.sous_points.all())]
        for critere in capacite.criteres.all()
    ]
    return max(
        sum(1 + sum(1 + len(texte) // large for texte in textes) for textes in criteres),
        sum(2 + len(texte) // SIGNES_ETROITS for texte in capacite.conditions),
        1 + len(capacite.intitule) // SIGNES_ETROITS,
    )


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


def _cle(tout: Contenu, nature: NatureDocument) -> str:
    """Name a document by its content; a brouillon's bears a banner, so it is another one."""
    brouillon = "brouillon" if tout.referentiel.est_brouillon else "definitif"
    canonique = json.dumps(decrire(tout), ensure_ascii=False, sort_keys=True)
    empreinte = hashlib.sha256(canonique.encode()).hexdigest()
    return f"{nature.value}:{tout.referentiel.pk}:{brouillon}:{empreinte}"
