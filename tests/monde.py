"""One small world with everyone in it: two exam centres, two dossiers, an open jury session."""

import datetime
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from cqpm.commun.models import Document, Travail, sujet_de
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import EtatDossier, NaturePiece
from dossiers.models import Dossier, ExportDossiers
from evaluations.enums import College, ModeSession
from evaluations.models import DemandeAvis, Evaluation, OrganisationSyndicale, SessionJury
from evaluations.services import jury, signature
from referentiels.documents import cle_du_document
from referentiels.enums import NatureDocument, NatureDoute
from referentiels.models import PointARelire, Referentiel
from referentiels.selectors import contenu
from referentiels.services import versions
from tests.factories.commun import (
    CourrielFactory,
    DocumentFactory,
    LienPersonnelFactory,
    TravailFactory,
)
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.factories.dossiers import (
    AffectationFactory,
    AmenagementFactory,
    CandidatFactory,
    CommentaireFactory,
    DemandeCandidatFactory,
    DemandeCorrectionFactory,
    DepotRapportFactory,
    DossierFactory,
    RelanceFactory,
    TransmissionFactory,
)
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DemandeAvisFactory,
    EntretienFactory,
    LienAvisFactory,
    OrganisationSyndicaleFactory,
    PreuveFactory,
)
from tests.factories.lots import ImportCandidatsFactory, LigneLotFactory
from tests.factories.seances import ConvocationFactory, SeanceFactory
from tests.outils import noter_tout, planifier

JETON = "jeton-du-tuteur"
JETON_SIGNE = "jeton-deja-signe"
JETON_ESPACE = "jeton-du-candidat"
UN_AN = datetime.timedelta(days=365)
# In every name of centre A, and in every name of centre B: neither may read the other's.
MARQUE_A = "Aramon"
MARQUE_B = "Bézenet"


@dataclass
class Monde:
    """Whom the tests sign in, and what they ask for."""

    personnes: dict[str, Utilisateur]
    en_evaluation: Dossier
    en_session: Dossier
    etranger: Dossier
    session: SessionJury
    session_etrangere: SessionJury
    brouillon: Referentiel
    export: ExportDossiers
    annexes: dict[int, dict[str, int | str]] = field(default_factory=dict)

    def parametres(self, route: str, dossier: Dossier) -> dict:
        """The arguments of a URL, taken from this dossier and the session of its centre."""
        etranger = dossier == self.etranger
        session = self.session_etrangere if etranger else self.session
        return (
            {
                "pk": session.pk if route.startswith("sessions/") else dossier.pk,
                "dossier_pk": dossier.pk,
                "origine_pk": dossier.pk,
                "conservee_pk": 1,
                "piece_pk": 1,
                "duplicata_pk": 1,
                "membre_pk": session.membres.last().pk,
                "organisation_pk": OrganisationSyndicale.objects.get().pk,
                "jeton": JETON_ESPACE if route.startswith("espace/") else JETON,
                "envoi_pk": 1,
                "uid": DemandeAvis.objects.get(dossier=self.en_evaluation).uid,
                "export_pk": self.export.pk,
                "uidb64": "MQ",
                "token": "set-password",
                "code": "inconnu" if route.startswith("verifier/") else "cqpm",
                **self.annexes[dossier.pk],
            }
            | self._version(route, dossier)
            | self._entreprise(route, dossier)
        )

    def _entreprise(self, route: str, dossier: Dossier) -> dict:
        """The pages of a company are asked about the dossier's."""
        return {"pk": dossier.entreprise_id} if "/entreprises/" in route else {}

    def _version(self, route: str, dossier: Dossier) -> dict:
        """A page that prepares a version is asked about a brouillon, others about a dossier's."""
        if not route.startswith("referentiels/"):
            return {}
        prepare = any(acte in route for acte in ("/modifier/", "/relire/", "/publier/"))
        return {
            "pk": self.brouillon.pk if prepare else dossier.referentiel_id,
            "autre": self.brouillon.pk,
            "point_pk": self.brouillon.points_a_relire.get().pk,
            "nature": NatureDocument.GRILLE.value,
            "document_pk": self.annexes[dossier.pk]["papier_pk"],
            "travail_pk": self.annexes[dossier.pk]["travail_papier_pk"],
            "rang": 1,
        }


def creer_monde() -> Monde:
    """Build it through the real services as far as they decide who sees what."""
    centre_a = CentreFactory(nom=f"UIMM {MARQUE_A}", courriel="")
    centre_b = CentreFactory(nom=f"UIMM {MARQUE_B}", courriel="")
    personnes = {
        "gestionnaire": _personne(MARQUE_A, "gestionnaire", centre_a),
        "responsable": _personne(MARQUE_A, "responsable", centre_a),
        "etranger": _personne(MARQUE_B, "gestionnaire", centre_b),
        "evaluateur": _personne(MARQUE_A, "evaluateur", centre_a),
        "non_affecte": _personne(MARQUE_A, "evaluateur", centre_a),
        "jure": _personne(MARQUE_A, "jury", centre_a),
        "non_assis": _personne(MARQUE_A, "jury", centre_a),
    }
    evaluateur_b = _personne(MARQUE_B, "evaluateur", centre_b)
    jure_b = _personne(MARQUE_B, "jury", centre_b)
    en_evaluation = planifier(_dossier(centre_a, MARQUE_A, en_evaluation=True))
    AffectationFactory(dossier=en_evaluation, utilisateur=personnes["evaluateur"])
    en_session, session = _juger(
        centre_a, MARQUE_A, personnes["evaluateur"], personnes["jure"], personnes["gestionnaire"]
    )
    etranger, session_etrangere = _juger(
        centre_b, MARQUE_B, evaluateur_b, jure_b, personnes["etranger"]
    )
    brouillon = versions.dupliquer(etranger.referentiel, par=personnes["responsable"])
    PointARelire.objects.create(referentiel=brouillon, rang=1, nature=NatureDoute.TITRE)
    monde = Monde(
        personnes,
        en_evaluation,
        en_session,
        etranger,
        session,
        session_etrangere,
        brouillon,
        _export(personnes["gestionnaire"]),
    )
    OrganisationSyndicaleFactory()
    LienAvisFactory(demande=DemandeAvisFactory(dossier=en_evaluation), jeton=JETON)
    LienPersonnelFactory(nature="espace", sujet=sujet_de(en_evaluation), jeton=JETON_ESPACE)
    for dossier in (en_evaluation, en_session, etranger):
        monde.annexes[dossier.pk] = _annexes(dossier)
    return monde


def _personne(marque: str, role: str, centre: Centre) -> Utilisateur:
    return UtilisateurFactory(nom=f"{marque} {role}", centre=centre, **{role: True})


def _dossier(centre: Centre, marque: str, **champs) -> Dossier:
    candidat = CandidatFactory(centre=centre, nom=marque)
    return DossierFactory(
        centre=centre,
        candidat=candidat,
        entreprise__raison_sociale=f"Société {marque} {candidat.pk}",
        tuteur__nom=marque,
        **champs,
    )


def _juger(centre, marque, evaluateur, jure, gestionnaire) -> tuple[Dossier, SessionJury]:
    """A dossier of the 2013 template whose signed grid lies before an open jury."""
    dossier = planifier(_dossier(centre, marque, transmis=True, referentiel__modele_2013=True))
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    noter_tout(dossier, evaluateur)
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=evaluateur)
    avis = AvisEntrepriseFactory(demande__dossier=dossier, demande__repondue=True)
    if marque == MARQUE_A:
        LienAvisFactory(demande=avis.demande, jeton=JETON_SIGNE)
    EntretienFactory(dossier=dossier, auteur=evaluateur)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.PRET_POUR_JURY)
    dossier.refresh_from_db()
    session = _session(centre, marque, jure, gestionnaire)
    jury.inscrire_dossier(session, dossier, par=gestionnaire)
    dossier.refresh_from_db()
    return dossier, jury.ouvrir(session, par=gestionnaire)


def _session(centre, marque, jure, gestionnaire) -> SessionJury:
    session = jury.creer_session(
        centre=centre,
        date=timezone.localdate(),
        lieu=f"Salle {marque}",
        mode=ModeSession.PRESENTIEL,
        demandes_syndicats_le=timezone.localdate() - datetime.timedelta(days=20),
        convocations_le=timezone.localdate() - datetime.timedelta(days=20),
        par=gestionnaire,
    )
    for prenom, college, compte in (
        ("Hélène", College.EMPLOYEURS, None),
        ("Yves", College.SALARIES, jure),
    ):
        jury.ajouter_membre(
            session,
            prenom=prenom,
            nom=marque,
            college=college,
            organisation="CFDT" if compte else "UIMM",
            est_president=compte is None,
            utilisateur=compte,
            par=gestionnaire,
        )
    presents = set(session.membres.values_list("pk", flat=True))
    jury.noter_presences(session, presents, par=gestionnaire)
    return session


def _export(personne: Utilisateur) -> ExportDossiers:
    """A file that one person asked for, made by a job."""
    travail = TravailFactory(sujet="dossiers.exportdossiers:1")
    DocumentFactory(sujet=travail.sujet, travail=travail)
    return ExportDossiers.objects.create(demande_par=personne, nature="csv", travail=travail)


def _annexes(dossier: Dossier) -> dict[str, int | str]:
    """What hangs on the dossier and on its version: documents, failed jobs, people, a critère."""
    capacite = dossier.referentiel.capacites.first()
    sujet = sujet_de(dossier)
    document: Document = DocumentFactory(sujet=sujet, nature=NaturePiece.RAPPORT)
    travail: Travail = TravailFactory(sujet=sujet, echoue=True)
    version = sujet_de(dossier.referentiel)
    demande = dossier.demandes_avis.first() or DemandeAvisFactory(dossier=dossier)
    correction = DemandeCorrectionFactory(transmission=TransmissionFactory(dossier=dossier))
    seance = SeanceFactory(dossier=dossier)
    convocation = ConvocationFactory(seance=seance)
    papier = TravailFactory(sujet=sujet_de(seance), parametres={"convocation": convocation.pk})
    DocumentFactory(sujet=sujet_de(seance), travail=papier)
    cle = cle_du_document(contenu(dossier.referentiel), NatureDocument.VERSION)
    fait = TravailFactory(sujet=version, nature=NatureDocument.VERSION.value, cle=cle)
    amenagement = AmenagementFactory(dossier=dossier, mesure=f"Durée {dossier.candidat.nom}")
    evaluateur = dossier.affectations.get(role="evaluateur").utilisateur
    preuve = PreuveFactory(
        evaluation=Evaluation.objects.get_or_create(dossier=dossier)[0],
        critere=capacite.criteres.first(),
        auteur=evaluateur,
        texte=f"Vu : {dossier.candidat.nom}",
    )
    return {
        "preuve_pk": preuve.pk,
        "amenagement_pk": amenagement.pk,
        "tuteur_pk": dossier.tuteur_id,
        "papier_pk": DocumentFactory(sujet=version, travail=fait).pk,
        "travail_papier_pk": TravailFactory(
            sujet=version, nature=NatureDocument.GRILLE.value, echoue=True
        ).pk,
        "seance_pk": seance.pk,
        "convocation_pk": convocation.pk,
        "document_pk": document.pk,
        "travail_pk": travail.pk,
        "demande_pk": demande.pk,
        "transmission_pk": correction.transmission_id,
        "correction_pk": correction.pk,
        "question_pk": DemandeCandidatFactory(dossier=dossier, texte=dossier.candidat.nom).pk,
        "depot_pk": DepotRapportFactory(dossier=dossier).pk,
        "commentaire_pk": CommentaireFactory(dossier=dossier).pk,
        "capacite_pk": capacite.pk,
        "critere_pk": capacite.criteres.first().pk,
        "import_pk": ImportCandidatsFactory(centre=dossier.centre).pk,
        "lot_pk": LigneLotFactory(dossier=dossier, lot__centre=dossier.centre).lot_id,
        "format": "csv",
        "utilisateur_pk": evaluateur.pk,
        **_suivi(dossier),
    }


def _suivi(dossier: Dossier) -> dict[str, int | str]:
    """A mail, a reminder, a pause, and the centre that chooses them."""
    relance = RelanceFactory(dossier=dossier, libelle=dossier.candidat.nom)
    suspension = dossier.suspensions.create(jusqu_au=timezone.localdate() + UN_AN)
    return {
        "courriel_pk": CourrielFactory(sujet=sujet_de(dossier), objet=dossier.candidat.nom).pk,
        "piece_rang": 1,
        "relance_pk": relance.pk,
        "suspension_pk": suspension.pk,
        "centre_pk": dossier.centre_id,
        "attente": "avis",
    }


def urls_du_site() -> dict[str, str]:
    """Every named URL and its route; of the administration, its front page only."""
    return dict(_parcourir(get_resolver(), "", ""))


def _parcourir(resolveur: URLResolver, espace: str, debut: str):
    for motif in resolveur.url_patterns:
        route = debut + str(motif.pattern)
        if isinstance(motif, URLPattern):
            if espace != "admin:" or motif.name == "index":
                yield f"{espace}{motif.name}", route
        else:
            dedans = f"{motif.namespace}:" if motif.namespace else espace
            yield from _parcourir(motif, dedans, route)
