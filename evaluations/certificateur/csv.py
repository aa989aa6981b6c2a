"""The same data as a table, for a certifier who deposits: the schema's own names, never a NIR."""

from collections.abc import Iterable, Iterator

from cqpm.commun.exports import ecrire_csv
from evaluations.certificateur.champs import Passage, inscription

ENTETES = [
    "idTechnique",
    "type",
    "code",
    "obtentionCertification",
    "donneeCertifiee",
    "dateDebutValidite",
    "dateFinValidite",
    "modaliteAcces",
    "voieAccessVAE",
    "initiativeInscription",
    "dateInscription",
    "nomNaissance",
    "nomUsage",
    "prenom1",
    "prenom2",
    "prenom3",
    "anneeNaissance",
    "moisNaissance",
    "jourNaissance",
    "sexe",
    "codeInsee",
    "codePostal",
    "libelleCommuneNaissance",
    "codePaysNaissance",
    "libellePaysNaissance",
]


def tableau(passages: Iterable[Passage]) -> bytes:
    """Write the file; dates are written as the schema wants them, formulas do not run (R46)."""
    return ecrire_csv(ENTETES, _lignes(passages))


def _lignes(passages: Iterable[Passage]) -> Iterator[list]:
    for passage in passages:
        lue = inscription(passage.parcours, avec_entreprise=passage.avec_entreprise)
        qui = passage.titulaire
        yield [
            passage.id_technique,
            "RNCP",
            passage.code,
            "PAR_ADMISSION",
            "true",
            passage.delivre_le.isoformat(),
            "",
            lue.modalite,
            lue.voie_vae,
            lue.initiative,
            passage.inscrit_le.isoformat(),
            qui.nom_naissance,
            qui.nom_usage,
            *(*qui.prenoms, "", "", "")[:3],
            qui.annee,
            qui.mois,
            qui.jour,
            qui.sexe,
            qui.code_insee,
            qui.code_postal,
            qui.commune,
            qui.code_pays,
            qui.pays,
        ]
