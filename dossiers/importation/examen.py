"""What an import would do, line by line: who is registered, who may be known, what is wrong."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import TERMINES
from dossiers.errors import InscriptionRefusee, TuteurDifferent
from dossiers.importation.candidatures import Candidature
from dossiers.importation.doublons import Annuaire, Personne
from dossiers.models import Candidat, Dossier
from dossiers.regles_doublon import sont_les_memes_noms
from dossiers.services.accueil import trouver_ou_creer
from dossiers.services.inscription import verifier

IGNORER = "ignorer"
HOMONYME = "homonyme"
RATTACHER = "rattacher:"
# In « rattacher:L12 »: the person of another line of the file.
LIGNE = "L"
# Beyond, a list of look-alikes helps nobody; the likeliest come first.
PROCHES_MAX = 8
Proche = tuple[Personne, list[str]]


def essayer(centre: Centre, candidatures: Iterable[Candidature], par: Utilisateur) -> None:
    """Note the refusals that a registration would meet, company and tutor included.

    Companies and tutors are really created, one after the other as the import will, then rolled
    back: nothing is written.
    """
    deja: dict[Any, InscriptionRefusee | None] = {}
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)
        for une in candidatures:
            if une.fautes:
                continue
            if une.accueil not in deja:
                deja[une.accueil] = _refus_de_l_accueil(centre, une, par)
            if refus := deja[une.accueil] or _refus(une):
                signaler_refus(une, refus)
        transaction.set_rollback(True)


def _refus_de_l_accueil(
    centre: Centre, une: Candidature, par: Utilisateur
) -> InscriptionRefusee | None:
    try:
        with transaction.atomic():
            trouver_ou_creer(centre, une.accueil, par=par)
    except InscriptionRefusee as refus:
        return refus
    return None


def _refus(une: Candidature) -> InscriptionRefusee | None:
    try:
        verifier(
            une.referentiel, une.parcours, une.inscrit_le, une.identite, une.accueil, une.blocs
        )
    except InscriptionRefusee as refus:
        return refus
    return None


def signaler_refus(une: Candidature, refus: InscriptionRefusee) -> None:
    """A refusal of the registration, in the words of a file."""
    if isinstance(refus, TuteurDifferent):
        une.signaler(
            "tuteur_courriel",
            f"Cette adresse est celle de {refus.tuteur} ({refus.tuteur.get_qualite_display()}"
            f"{', ' + refus.tuteur.fonction if refus.tuteur.fonction else ''}), tuteur déjà connu "
            f"chez {refus.tuteur.entreprise} : écrivez-le de même dans le fichier, ou "
            "corrigez-le d'abord sur la page de l'entreprise.",
        )
    else:
        une.signaler(refus.champ, str(refus))


def examiner(centre: Centre, candidatures: list[Candidature]) -> list[dict[str, Any]]:
    """The report: one JSON value per line, in a constant number of queries."""
    annuaire = Annuaire(_connus(centre, candidatures))
    entieres = [une for une in candidatures if not une.fautes]
    lignes = {une.numero: une for une in candidatures}
    proches: dict[int, list[Proche]] = {}
    for une in entieres:
        personne = _personne(une)
        proches[une.numero] = annuaire.proches(personne)
        if not any(_est_une_repetition(une, un, lignes) for un, _ in proches[une.numero]):
            annuaire.ajouter(personne)
    dossiers = _dossiers(un for liste in proches.values() for un, _ in liste)
    return [
        _ligne(une) | _choix(une, proches.get(une.numero, []), dossiers, lignes)
        for une in candidatures
    ]


def _ligne(une: Candidature) -> dict[str, Any]:
    """What the page shows of a line; nothing that it does not need."""
    return {
        "n": une.numero,
        "nom": une.nom,
        "naissance": str(une.identite.naissance or "") if une.identite else "",
        "cqpm": str(une.referentiel or ""),
        "parcours": une.parcours.label if une.parcours else "",
        "entreprise": une.accueil.raison_sociale if une.accueil else "",
        "fautes": [vars(faute) for faute in une.fautes],
        "oublis": une.oublis,
    }


def _choix(
    une: Candidature,
    proches: list[Proche],
    dossiers: dict[int, list[Dossier]],
    lignes: dict[int, Candidature],
) -> dict[str, Any]:
    """Who this person may be, and what can be answered; no choice when nobody is near."""
    if not proches:
        return {"proches": [], "choix": []}
    deja = False
    choix = []
    textes = []
    for proche, raisons in proches[:PROCHES_MAX]:
        en_cours = _a_le_meme_but(une, proche, dossiers, lignes)
        textes.append(f"{_decrire(proche, dossiers)} : {', '.join(raisons)}")
        if en_cours and _est_la_meme(une, proche):
            deja = True
        elif not en_cours:
            choix.append(
                {"valeur": proche.valeur, "libelle": f"C'est la même personne : {proche.texte}"}
            )
    if deja:
        choix = []
    else:
        choix.append({"valeur": HOMONYME, "libelle": "C'est un homonyme : l'inscrire quand même"})
    choix.append({"valeur": IGNORER, "libelle": "Ne pas importer cette ligne"})
    return {"proches": textes, "choix": choix, "deja": deja}


def _personne(une: Candidature) -> Personne:
    identite = une.identite
    return Personne(
        valeur=f"{RATTACHER}{LIGNE}{une.numero}",
        texte=f"{une.nom}, né(e) le {identite.naissance}, ligne {une.numero} du fichier",
        nom=identite.nom,
        nom_usage=identite.nom_usage,
        prenom=identite.prenom,
        naissance=identite.naissance,
        courriel=identite.courriel,
    )


def _connus(centre: Centre, candidatures: Iterable[Candidature]) -> list[Personne]:
    """The centre's candidates that the file may name: born a same year, or of a same address."""
    identites = [une.identite for une in candidatures if une.identite and not une.fautes]
    annees = {identite.naissance.annee for identite in identites}
    courriels = {identite.courriel for identite in identites if identite.courriel}
    candidats = Candidat.objects.filter(centre=centre).filter(
        Q(naissance_annee__in=annees) | Q(courriel__in=courriels)
    )
    return [
        Personne(
            valeur=f"{RATTACHER}{un.pk}",
            texte=f"{un.prenom} {un.nom}, né(e) {un.naissance.en_mots}",
            nom=un.nom,
            nom_usage=un.nom_usage,
            prenom=un.prenom,
            naissance=un.naissance,
            courriel=un.courriel,
        )
        for un in candidats.order_by("pk")
    ]


def _dossiers(proches: Iterable[Personne]) -> dict[int, list[Dossier]]:
    """The dossiers of the known people who were found, by candidate."""
    cles = {cle for un in proches if (cle := cle_du_candidat(un.valeur))}
    par_candidat: dict[int, list[Dossier]] = {}
    for dossier in (
        Dossier.objects.filter(candidat__in=cles)
        .select_related("referentiel")
        .defer("referentiel__recherche", "referentiel__sections")
    ):
        par_candidat.setdefault(dossier.candidat_id, []).append(dossier)
    return par_candidat


def cle_du_candidat(valeur: str) -> int | None:
    """The key in « rattacher:12 »; None for a line of the file or anything else."""
    cle = valeur.removeprefix(RATTACHER)
    return int(cle) if valeur.startswith(RATTACHER) and cle.isdecimal() else None


def numero_de_ligne(valeur: str) -> int | None:
    """The line in « rattacher:L12 »."""
    debut = f"{RATTACHER}{LIGNE}"
    numero = valeur.removeprefix(debut)
    return int(numero) if valeur.startswith(debut) and numero.isdecimal() else None


def _a_le_meme_but(
    une: Candidature,
    proche: Personne,
    dossiers: dict[int, list[Dossier]],
    lignes: dict[int, Candidature],
) -> bool:
    """That person is already on the way to the same version, in the base or in the file."""
    if numero := numero_de_ligne(proche.valeur):
        return lignes[numero].referentiel.numero == une.referentiel.numero
    return any(
        dossier.referentiel.numero == une.referentiel.numero and dossier.etat not in TERMINES
        for dossier in dossiers.get(cle_du_candidat(proche.valeur), [])
    )


def _est_une_repetition(une: Candidature, proche: Personne, lignes: dict[int, Candidature]) -> bool:
    """The same line twice: the second one stands for nobody."""
    numero = numero_de_ligne(proche.valeur)
    return bool(
        numero
        and _est_la_meme(une, proche)
        and lignes[numero].referentiel.numero == une.referentiel.numero
    )


def _est_la_meme(une: Candidature, proche: Personne) -> bool:
    """Same names and date: the registration itself refuses a second dossier for that CQPM."""
    return une.identite.naissance == proche.naissance and sont_les_memes_noms(une.identite, proche)


def _decrire(proche: Personne, dossiers: dict[int, list[Dossier]]) -> str:
    cle = cle_du_candidat(proche.valeur)
    siens = ", ".join(
        f"dossier {un.numero} ({un.referentiel.titre}, {un.get_etat_display().lower()})"
        for un in dossiers.get(cle, [])
    )
    return f"{proche.texte} ; {siens}" if siens else proche.texte
