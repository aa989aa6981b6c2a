"""The XML that the depositor of the certifier sends: built from checked lines only.

What is empty is left out where the schema lets it, told as `xsi:nil` where it does not. The hour
has the numeric offset of Paris that day, never « Z ».
"""

import datetime
from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring
from zoneinfo import ZoneInfo

from evaluations.certificateur.champs import (
    SCHEMA_AVEC_NIR,
    Deposant,
    Passage,
    Titulaire,
    inscription,
)

ESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PARIS = ZoneInfo("Europe/Paris")
register_namespace("cpf", ESPACE)
register_namespace("xsi", _XSI)


def flux(
    passages: Iterable[Passage], deposant: Deposant, *, id_flux: str, moment: datetime.datetime
) -> bytes:
    """Write the file of these passages, grouped by certification.

    `moment` is aware. The passages have no problem left (`controles.problemes`).
    """
    racine = Element(f"{{{ESPACE}}}flux")
    _texte(racine, "idFlux", id_flux)
    _texte(racine, "horodatage", moment.astimezone(_PARIS).isoformat(timespec="seconds"))
    if deposant.schema == SCHEMA_AVEC_NIR:
        _texte(racine, "action", "CREATION")
    emetteur = _dans(racine, "emetteur")
    _texte(emetteur, "idClient", deposant.emetteur)
    certificateur = _dans(_dans(emetteur, "certificateurs"), "certificateur")
    _texte(certificateur, "idClient", deposant.certificateur)
    _texte(certificateur, "idContrat", deposant.contrat)
    certifications = _dans(certificateur, "certifications")
    for code, lignes in groupby(sorted(passages, key=_ordre), key=lambda un: un.code):
        _certification(certifications, code, lignes, deposant.nature)
    return tostring(racine, encoding="UTF-8", xml_declaration=True)


def _ordre(passage: Passage) -> tuple[str, str]:
    return passage.code, passage.id_technique


def _certification(parent: Element, code: str, passages: Iterable[Passage], nature: str) -> None:
    certification = _dans(parent, "certification")
    _texte(certification, "type", "RNCP")
    _texte(certification, "code", code)
    _texte(certification, "natureDeposant", nature)
    liste = _dans(certification, "passageCertifications")
    for passage in passages:
        _passage(_dans(liste, "passageCertification"), passage)


def _passage(element: Element, passage: Passage) -> None:
    _texte(element, "idTechnique", passage.id_technique)
    _texte(element, "obtentionCertification", "PAR_ADMISSION")
    _texte(element, "donneeCertifiee", "true")
    _texte(element, "dateDebutValidite", passage.delivre_le.isoformat())
    _nul(element, "dateFinValidite")
    _texte(element, "presenceNiveauLangueEuro", "false")
    _texte(element, "presenceNiveauNumeriqueEuro", "false")
    _nul(element, "scoring")
    _nul(element, "mentionValidee")
    _inscription(_dans(element, "modalitesInscription"), passage)
    identification = _dans(element, "identificationTitulaire")
    if passage.nir:
        national = _dans(identification, "identifiantNational")
        _texte(national, "nir", passage.nir)
        _texte(national, "nomNaissance", passage.titulaire.nom_naissance)
    else:
        _titulaire(_dans(identification, "titulaire"), passage.titulaire)


def _inscription(element: Element, passage: Passage) -> None:
    lue = inscription(passage.parcours, avec_entreprise=passage.avec_entreprise)
    _ou_nul(element, "modaliteAcces", lue.modalite)
    _si_rempli(element, "voieAccessVAE", lue.voie_vae)
    _texte(element, "initiativeInscription", lue.initiative)
    _texte(element, "dateInscription", passage.inscrit_le.isoformat())


def _titulaire(element: Element, titulaire: Titulaire) -> None:
    _texte(element, "nomNaissance", titulaire.nom_naissance)
    _ou_nul(element, "nomUsage", titulaire.nom_usage)
    for rang, prenom in enumerate(titulaire.prenoms[:3], start=1):
        _si_rempli(element, f"prenom{rang}", prenom)
    _texte(element, "anneeNaissance", str(titulaire.annee))
    _ou_nul(element, "moisNaissance", str(titulaire.mois or ""))
    _ou_nul(element, "jourNaissance", str(titulaire.jour or ""))
    _texte(element, "sexe", titulaire.sexe)
    commune = _dans(element, "codeCommuneNaissance")
    if titulaire.code_insee:
        _texte(_dans(commune, "codeInseeNaissance"), "codeInsee", titulaire.code_insee)
    else:
        _ou_nul(_dans(commune, "codePostalNaissance"), "codePostal", titulaire.code_postal)
    _si_rempli(element, "libelleCommuneNaissance", titulaire.commune)
    _si_rempli(element, "codePaysNaissance", titulaire.code_pays)
    _si_rempli(element, "libellePaysNaissance", titulaire.pays)


def _dans(parent: Element, nom: str) -> Element:
    return SubElement(parent, f"{{{ESPACE}}}{nom}")


def _texte(parent: Element, nom: str, texte: str) -> None:
    _dans(parent, nom).text = texte


def _si_rempli(parent: Element, nom: str, texte: str) -> None:
    if texte:
        _texte(parent, nom, texte)


def _nul(parent: Element, nom: str) -> None:
    _dans(parent, nom).set(f"{{{_XSI}}}nil", "true")


def _ou_nul(parent: Element, nom: str, texte: str) -> None:
    if texte:
        _texte(parent, nom, texte)
    else:
        _nul(parent, nom)
