"""The dossier of a grid, with what the grid's pages and their permissions read.

An evaluator opens their grids all day: theirs are read by queries that are built once, into the
same objects as the others.
"""

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from cqpm.commun.requetes import Requete
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.models import Affectation, Candidat, Dossier
from dossiers.querysets import DossierQuerySet
from evaluations.models import Evaluation, SignatureGrille, SignaturePapier
from referentiels.models import Referentiel


def dossier_de_grille(utilisateur: Utilisateur, pk: int) -> Dossier:
    """The dossier, if this person may see it. Raises Dossier.DoesNotExist (R22)."""
    return _evalue(utilisateur, pk) or _visibles(utilisateur).get(pk=pk)


def _visibles(utilisateur: Utilisateur) -> DossierQuerySet:
    """The dossiers that this person may see, loaded by Django."""
    affectations = Affectation.objects.select_related("utilisateur").annotate(
        **_signature(OuterRef("dossier"))
    )
    return (
        Dossier.objects.visible_par(utilisateur)
        .select_related("candidat", "referentiel", "centre", "evaluation__signature_papier")
        .sans_les_textes()
        .prefetch_related(Prefetch("affectations", affectations))
    )


def _signature(dossier) -> dict[str, Subquery]:
    signatures = SignatureGrille.objects.filter(
        evaluation__dossier=dossier, evaluateur=OuterRef("utilisateur")
    )
    return {
        "signe_le": Subquery(signatures.values("signe_le")[:1]),
        "empreinte": Subquery(signatures.values("empreinte")[:1]),
    }


# --- Built once --------------------------------------------------------------------------------


def _champs(modele, *noms: str) -> list[str]:
    """The columns of these fields, in the order that `from_db` wants."""
    return [un.attname for un in modele._meta.concrete_fields if un.name in noms]


COLONNES = {
    "": _champs(
        Dossier,
        *("id", "numero", "centre", "candidat", "referentiel", "etat", "transmis_le"),
        *("inscrit_le", "parcours", "nature_arret", "origine", "centre_ressources"),
        *("rapport_attendu_le", "rapport_recu_le", "rapport_derogation"),
    ),
    "candidat": _champs(Candidat, "id", "prenom", "nom", "nom_usage"),
    "centre": _champs(Centre, "id", "nom"),
    "referentiel": _champs(
        Referentiel,
        *("id", "numero", "titre", "numero_rncp", "vocabulaire_decision", "entretien_requis"),
        *("revision", "modifie_le", "echelle", "avis_vae_exempt"),
    ),
    "evaluation": _champs(
        Evaluation, "id", "dossier", "verrouillee_le", "rouverte_le", "motif_reouverture"
    ),
    "evaluation__signature_papier": _champs(
        SignaturePapier, "id", "evaluation", "document", "empreinte", "depose_le"
    ),
}
MODELES = (Dossier, Candidat, Centre, Referentiel, Evaluation, SignaturePapier)
MEMBRE = _champs(Affectation, "id", "dossier", "utilisateur", "role")
PERSONNE = _champs(Utilisateur, "id", "prenom", "nom", "fonction")


def _le_dossier(dossier: int, par: int) -> QuerySet:
    lignes = Dossier.objects.evaluables_par(Utilisateur(pk=par)).filter(pk=dossier).order_by()
    return lignes.values_list(
        *[
            f"{vers}__{champ}".removeprefix("__")
            for vers, tous in COLONNES.items()
            for champ in tous
        ]
    )


def _les_membres(dossier: int) -> QuerySet:
    lignes = Affectation.objects.filter(dossier=dossier).order_by("pk")
    return lignes.annotate(**_signature(OuterRef("dossier"))).values_list(
        *MEMBRE, *[F(f"utilisateur__{champ}") for champ in PERSONNE], "signe_le", "empreinte"
    )


DOSSIER = Requete(_le_dossier, "dossier", "par")
MEMBRES = Requete(_les_membres, "dossier")


def _evalue(utilisateur: Utilisateur, pk: int) -> Dossier | None:
    lignes = DOSSIER.lignes(dossier=pk, par=utilisateur.pk)
    if not lignes:
        return None
    valeurs = iter(lignes[0])
    objets = [
        _objet(modele, champs, [next(valeurs) for _ in champs])
        for modele, champs in zip(MODELES, COLONNES.values(), strict=True)
    ]
    dossier, dossier.candidat, dossier.centre, dossier.referentiel, evaluation, scan = objets
    # As `select_related` does: what is absent is known to be absent.
    dossier._state.fields_cache["evaluation"] = evaluation
    if evaluation:
        evaluation._state.fields_cache |= {"dossier": dossier, "signature_papier": scan}
    affectations = dossier.affectations.all()
    affectations._result_cache = _membres(pk)
    dossier._prefetched_objects_cache = {"affectations": affectations}
    return dossier


def _objet(modele, champs: list[str], valeurs: list):
    """The row as Django makes it; `None` for a relation that has no row."""
    objet = modele.from_db(Dossier.objects.db, champs, valeurs)
    return objet if objet.pk else None


def _membres(pk: int) -> list[Affectation]:
    membres = []
    for ligne in MEMBRES.lignes(dossier=pk):
        membre = _objet(Affectation, MEMBRE, ligne[: len(MEMBRE)])
        membre.utilisateur = _objet(Utilisateur, PERSONNE, ligne[len(MEMBRE) : -2])
        membre.signe_le, membre.empreinte = ligne[-2:]
        membres.append(membre)
    return membres
