"""The certified whose data the certifier awaits: their lines, what they lack, until when (R44)."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from cqpm.commun.dates import mois_plus_tard
from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from dossiers.tableau import Echeance
from evaluations.certificateur.champs import DELAI_MOIS, Deposant, Passage, Titulaire, code_rncp
from evaluations.certificateur.controles import Lieu, Probleme, problemes
from evaluations.errors import CertificateurRefuse
from evaluations.models import Certificat, SessionJury

PAR_GENRE = 50


@dataclass(frozen=True)
class LigneCertificateur:
    """One certified candidate: the line as it would leave, and what keeps it here."""

    certificat: Certificat
    passage: Passage
    problemes: list[tuple[Probleme, str]]
    echeance: datetime.date
    jours: int

    @property
    def est_en_retard(self) -> bool:
        """The three months are past and nothing was sent (R44)."""
        return self.certificat.transmis_le is None and self.jours < 0


def lire_lignes(
    certificats: Iterable[Certificat], aujourd_hui: datetime.date
) -> list[LigneCertificateur]:
    """What the page shows of these certificates, which come from `pour_registre`."""
    lignes = []
    for certificat in certificats:
        passage = passage_de(certificat)
        echeance = mois_plus_tard(certificat.delivre_le, DELAI_MOIS)
        lignes.append(
            LigneCertificateur(
                certificat,
                passage,
                [(un, _lien(certificat, un.lieu)) for un in problemes(passage)],
                echeance,
                (echeance - aujourd_hui).days,
            )
        )
    return lignes


def passage_de(certificat: Certificat, *, nir: str = "") -> Passage:
    """The line of one certificate; `nir` only if it leaves (R46)."""
    dossier = certificat.deliberation.dossier
    candidat = dossier.candidat
    return Passage(
        id_technique=certificat.numero,
        code=code_rncp(dossier.referentiel.numero_rncp),
        delivre_le=certificat.delivre_le,
        inscrit_le=dossier.inscrit_le,
        parcours=dossier.parcours,
        avec_entreprise=dossier.entreprise_id is not None,
        nir=nir,
        titulaire=Titulaire(
            nom_naissance=candidat.nom,
            nom_usage=candidat.nom_usage,
            prenoms=tuple(filter(None, (candidat.prenom, candidat.prenom2, candidat.prenom3))),
            annee=candidat.naissance_annee,
            mois=candidat.naissance_mois,
            jour=candidat.naissance_jour,
            sexe=candidat.sexe,
            code_insee=candidat.naissance_code_insee,
            code_postal=candidat.naissance_code_postal,
            commune=candidat.naissance_commune,
            code_pays=candidat.naissance_code_pays,
            pays=candidat.naissance_pays,
        ),
    )


def _lien(certificat: Certificat, lieu: Lieu) -> str:
    """Where the problem is mended."""
    dossier: Dossier = certificat.deliberation.dossier
    if lieu is Lieu.REGISTRE:
        return reverse("dossiers:completer_registre", args=[dossier.pk])
    if lieu is Lieu.REFERENTIEL:
        return dossier.referentiel.get_absolute_url()
    session = certificat.deliberation.session
    signee = session.rectifie or session
    return f"{signee.get_absolute_url()}#titre-rectification"


def sessions_du_certificateur(utilisateur: Utilisateur) -> list[SessionJury]:
    """The sessions that certified somebody for a version of the RNCP, the latest first."""
    lignes = Certificat.objects.visible_par(utilisateur).pour_certificateur()
    cles = lignes.order_by().values("deliberation__session")
    return list(SessionJury.objects.filter(pk__in=cles))


def annules_apres_transmission(utilisateur: Utilisateur) -> list[Certificat]:
    """What the certifier was sent and must take back: a PV rectificatif annulled it."""
    return list(
        Certificat.objects.visible_par(utilisateur)
        .filter(annule_par__isnull=False, transmis_le__isnull=False)
        .pour_registre()[:PAR_GENRE]
    )


def deposant() -> Deposant:
    """The depositor that this installation is configured as.

    Raises CertificateurRefuse when it is none, as a centre normally is (R47), or badly described.
    """
    lu = Deposant(
        emetteur=settings.CQPM_EMETTEUR_ID_CLIENT,
        certificateur=settings.CQPM_CERTIFICATEUR_ID_CLIENT,
        contrat=settings.CQPM_CERTIFICATEUR_ID_CONTRAT,
        nature=settings.CQPM_NATURE_DEPOSANT,
        schema=settings.CQPM_CERTIFICATEUR_SCHEMA,
    )
    if not (lu.emetteur and lu.certificateur and lu.contrat):
        raise CertificateurRefuse(
            "Le XML n'est pas produit : cette installation n'est pas déclarée déposante auprès de "
            "la Caisse des Dépôts. Envoyez le CSV au certificateur, qui dépose. Si votre organisme "
            "est déposant, l'administrateur renseigne CQPM_EMETTEUR_ID_CLIENT, "
            "CQPM_CERTIFICATEUR_ID_CLIENT et CQPM_CERTIFICATEUR_ID_CONTRAT."
        )
    if not (
        len(lu.emetteur) == len(lu.certificateur) == 8
        and len(lu.contrat) <= 20
        and lu.nature in {"CERTIFICATEUR", "TIERS_CONFIANCE"}
        and lu.schema in {"1.1.2", "1.1.5"}
    ):
        raise CertificateurRefuse(
            "Le XML n'est pas produit : les numéros du déposant ne sont pas valables (8 signes "
            "pour l'émetteur et le certificateur, 20 au plus pour le contrat, nature "
            "CERTIFICATEUR ou TIERS_CONFIANCE, schéma 1.1.2 ou 1.1.5). L'administrateur les "
            "corrige dans la configuration."
        )
    return lu


# --- The board --------------------------------------------------------------------------------
def echeances_du_certificateur(
    centres: Collection[int], aujourd_hui: datetime.date, jusqu_au: datetime.date
) -> list[Echeance]:
    """What is to be sent within three months of the delivery, session by session (R44)."""
    groupes = (
        Certificat.objects.pour_certificateur()
        .filter(transmis_le=None, deliberation__dossier__centre__in=centres)
        .order_by("delivre_le", "deliberation__session")
        .values(
            "delivre_le",
            "deliberation__session",
            "deliberation__session__numero",
            "deliberation__dossier__centre",
        )
        .annotate(nombre=Count("pk"))
    )
    trouvees = [_echeance(un) for un in groupes[:PAR_GENRE]]
    return [une for une in trouvees if une.date <= jusqu_au]


def _echeance(groupe: dict) -> Echeance:
    session, nombre = groupe["deliberation__session"], groupe["nombre"]
    laureats = "du lauréat" if nombre == 1 else f"des {nombre} lauréats"
    return Echeance(
        "certificateur",
        mois_plus_tard(groupe["delivre_le"], DELAI_MOIS),
        f"Transmettre les données {laureats} au certificateur",
        f"Session {groupe['deliberation__session__numero']}",
        f"{reverse('registre:certificateur')}?session={session}",
        groupe["deliberation__dossier__centre"],
        f"evaluations.sessionjury:{session}",
    )
