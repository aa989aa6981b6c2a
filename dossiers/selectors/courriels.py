"""The mails that staff may read, and what each one is about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from cqpm.commun.models import Courriel, EtatCourriel, sujet_de
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Habilitation, Utilisateur
from dossiers.attentes import Acteur, Attente
from dossiers.avancement import ActeAttendu, Avancement
from dossiers.models import Dossier
from dossiers.permissions import est_gestionnaire

# A mail that did not arrive and that nobody settled.
EN_DEFAUT = Q(etat__in=[EtatCourriel.REFUSE, EtatCourriel.NON_DISTRIBUE], regle_le=None)
PERSONNE = Utilisateur._meta.label_lower


@dataclass(frozen=True)
class Sujet:
    """What a mail is about, in words, and its page (empty when it has none)."""

    libelle: str
    url: str = ""


def courriels_visibles(utilisateur: Utilisateur) -> QuerySet[Courriel]:
    """The mails about what belongs to the centres where this person is staff.

    A summary is read by the centre of its reader, unless that person works for another centre too.
    """
    centres = utilisateur.centres_de(Role.GESTIONNAIRE)
    if not centres:
        return Courriel.objects.none()
    visibles = Q(sujet__in=_sujets(Utilisateur.objects.filter(_seulement_de(centres))))
    for label, (centre, _) in settings.CQPM_SUJETS_COURRIELS.items():
        objets = apps.get_model(label)._default_manager.filter(**{f"{centre}__in": centres})
        visibles |= Q(sujet__in=_sujets(objets))
    return Courriel.objects.filter(visibles)


def _seulement_de(centres: set[int]) -> Exists:
    siennes = Habilitation.objects.filter(utilisateur=OuterRef("pk"))
    return Exists(siennes.filter(centre__in=centres)) & ~Exists(siennes.exclude(centre__in=centres))


def _sujets(objets: QuerySet) -> QuerySet:
    """The names of these objects, as `sujet_de` writes them."""
    prefixe = Value(f"{objets.model._meta.label_lower}:")
    nom = Concat(prefixe, Cast("pk", CharField()), output_field=CharField())
    return objets.order_by().annotate(nom_du_sujet=nom).values("nom_du_sujet")


def chercher(courriels: QuerySet[Courriel], texte: str, etat: str) -> QuerySet[Courriel]:
    """Keep those whose subject or address holds every word, in that state."""
    if etat in EtatCourriel.values:
        courriels = courriels.filter(etat=etat)
    courriels = courriels.annotate(adresses=Cast("destinataires", TextField()))
    for mot in texte[:200].split()[:20]:
        courriels = courriels.filter(Q(objet__icontains=mot) | Q(adresses__icontains=mot))
    return courriels


def courriels_de(sujet: str) -> QuerySet[Courriel]:
    """The mails about one object, newest first."""
    return Courriel.objects.filter(sujet=sujet)


def nommer(courriels: Iterable[Courriel]) -> dict[str, Sujet]:
    """What each mail is about, by subject: one query per kind of object."""
    cles = defaultdict(set)
    for sujet in {un.sujet for un in courriels}:
        label, _, pk = sujet.rpartition(":")
        cles[label].add(int(pk) if pk.isdecimal() else 0)
    charges = {PERSONNE: (), **{k: v[1] for k, v in settings.CQPM_SUJETS_COURRIELS.items()}}
    nommes = {}
    for label, avec in charges.items():
        if cles[label]:
            objets = apps.get_model(label)._default_manager.filter(pk__in=cles[label])
            objets = objets.select_related(*avec) if avec else objets
            for objet in objets:
                url = objet.get_absolute_url() if hasattr(objet, "get_absolute_url") else ""
                nommes[sujet_de(objet)] = Sujet(str(objet), url)
    return nommes


def courriels_en_defaut(dossier: Dossier) -> list[Courriel]:
    """What did not reach its reader and still needs someone."""
    return list(courriels_de(sujet_de(dossier)).filter(EN_DEFAUT))


def avec_courriel_en_defaut(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The dossiers about which a mail did not arrive."""
    prefixe = Value(f"{Dossier._meta.label_lower}:")
    nom = Concat(prefixe, Cast(OuterRef("pk"), CharField()), output_field=CharField())
    return dossiers.filter(Exists(Courriel.objects.filter(EN_DEFAUT, sujet=nom)))


ATTENTES = [
    Attente(
        "courriel",
        "Courriel non distribué à régler",
        Acteur.CENTRE,
        avec_courriel_en_defaut,
        "dossiers:courriels",
    )
]


def avancement_courriels(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """What did not reach its reader blocks the dossier until staff settle it."""
    if utilisateur is not None and not est_gestionnaire(utilisateur, dossier):
        return Avancement()
    return Avancement(attendus=[_attendu(un, utilisateur) for un in courriels_en_defaut(dossier)])


def _attendu(courriel: Courriel, utilisateur: Utilisateur | None) -> ActeAttendu:
    a = ", ".join(courriel.destinataires)
    return ActeAttendu(
        "courriel",
        f"Corriger l'adresse {a}, puis renvoyer « {courriel.objet} » : il n'est pas arrivé.",
        "Centre d'examen",
        reverse("courriels:courriel", args=[courriel.pk]) if utilisateur else "",
    )
