"""A version as an exchange document: the JSON that `importation` reads back."""

import datetime
import json

from referentiels.echelle import USUELLE
from referentiels.errors import ReferentielInconnu
from referentiels.models import Capacite, Critere, Referentiel
from referentiels.selectors import Contenu, contenu


def trouver(numero: str, date: datetime.date | None = None) -> Referentiel:
    """Find the version that answers a number: the latest published one, or that of a date.

    Without any published version, a brouillon answers, then an archived one: what exists can
    always be exported. Raises ReferentielInconnu.
    """
    versions = Referentiel.objects.filter(numero=numero)
    if date:
        versions = versions.filter(date_modification=date)
    trouvee = versions.par_preference().first()
    if trouvee is None:
        demande = f"« {numero} »" + (f" au {date:%d/%m/%Y}" if date else "")
        raise ReferentielInconnu(demande, _disponibles())
    return trouvee


def _disponibles() -> list[str]:
    connus = Referentiel.objects.order_by("numero", "date_modification")
    paires = connus.values_list("numero", "date_modification").distinct()
    return [f"{numero} ({date:%d/%m/%Y})" for numero, date in paires if numero and date]


def en_json(referentiel: Referentiel) -> str:
    return json.dumps(exporter(referentiel), ensure_ascii=False, indent=2)


def exporter(referentiel: Referentiel) -> dict:
    """Describe the whole version, in the order and with the keys of the exchange format.

    What a brouillon still lacks is an empty text or list, or `None` for the date.
    """
    return decrire(contenu(referentiel))


def decrire(tout: Contenu) -> dict:
    """The same, of a version already read."""
    referentiel = tout.referentiel
    date = referentiel.date_modification
    return {
        "numero": referentiel.numero,
        "titre": referentiel.titre,
        "categorie": referentiel.categorie,
        "niveau": referentiel.niveau,
        "numero_rncp": referentiel.numero_rncp,
        "date_modification": date and date.isoformat(),
        "emetteur": referentiel.emetteur,
        "libelle_jury": referentiel.libelle_jury,
        "libelle_centre_ressources": referentiel.libelle_centre_ressources,
        "regles": _regles(tout),
        **_echelle(referentiel),
        "blocs": _blocs(tout),
        "capacites": [_capacite(capacite) for capacite in tout.capacites],
        "modalites": _modalites(tout),
        "admissibilite": referentiel.admissibilite,
        "sections": [_section(section) for section in referentiel.sections],
        "notes": [_dans_l_ordre(note, "numero", "appel", "texte") for note in referentiel.notes],
    }


def _dans_l_ordre(objet: dict, *cles: str) -> dict:
    """Give a stored object the format's key order, which a database may not keep."""
    return {cle: objet[cle] for cle in cles}


def _section(section: dict) -> dict:
    ordonnee = _dans_l_ordre(
        section, "numero", "titre", "profondeur", "contenu", "colonnes", "paragraphes"
    )
    ordonnee["paragraphes"] = [
        _dans_l_ordre(paragraphe, "texte", "points") for paragraphe in section["paragraphes"]
    ]
    return ordonnee


def _regles(tout: Contenu) -> dict:
    return {
        "entretien_requis": tout.referentiel.entretien_requis,
        "avis_vae_exempt": tout.referentiel.avis_vae_exempt,
        "avis_granularite": tout.referentiel.avis_granularite,
        "modalites_niveau": tout.referentiel.modalites_niveau,
        "blocs": bool(tout.blocs),
        "vocabulaire_decision": tout.referentiel.vocabulaire_decision,
    }


def _echelle(referentiel: Referentiel) -> dict:
    """The scale of the version's own, if any: the usual one is said by leaving the key out."""
    propre = referentiel.echelle_des_criteres
    return {} if propre == USUELLE else {"echelle": propre.lignes}


def _blocs(tout: Contenu) -> list[dict]:
    return [
        {
            "intitule": bloc.intitule,
            "capacites": [c.numero for c in tout.capacites if c.bloc_id == bloc.pk],
        }
        for bloc in tout.blocs
    ]


def _capacite(capacite: Capacite) -> dict:
    prevues = capacite.modalites_prevues.all()
    return {
        "numero": capacite.numero,
        "intitule": capacite.intitule,
        "conditions": capacite.conditions,
        "criteres": [_critere(critere) for critere in capacite.criteres.all()],
        "modalites": [prevue.modalite.code for prevue in prevues],
        "modalites_detail": [
            {
                "code": prevue.modalite.code,
                "connecteur": prevue.connecteur,
                "libelle": prevue.libelle,
            }
            for prevue in prevues
        ],
    }


def _critere(critere: Critere) -> dict:
    return {
        "texte": critere.texte,
        "groupe": critere.groupe,
        "sous_points": [point.texte for point in critere.sous_points.all()],
    }


def _modalites(tout: Contenu) -> list[dict]:
    return [
        {
            "code": modalite.code,
            "lettre": modalite.lettre,
            "titre": modalite.titre,
            "texte": modalite.texte,
            "points": modalite.points,
        }
        for modalite in tout.modalites
    ]
