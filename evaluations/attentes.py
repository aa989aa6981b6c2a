"""What a dossier may wait for from its transmission to its signed PV (see `dossiers.attentes`)."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from cqpm.comptes.models import Utilisateur
from dossiers.attentes import Acteur, Attente, capacites_visees
from dossiers.attentes_echange import accord_attendu
from dossiers.enums import (
    AVANT_JURY,
    EVALUATION_OUVERTE,
    EtatDossier,
    Parcours,
    RoleAffectation,
)
from dossiers.models import Affectation, Dossier, ModalitePrevue
from dossiers.querysets import DossierQuerySet
from evaluations.enums import DecisionJury, EtatSession, NaturePiece
from evaluations.models import (
    AvisEntreprise,
    ConclusionCapacite,
    Deliberation,
    DemandeAvis,
    DispenseAvis,
    Entretien,
    MembreJury,
    MiseEnCommun,
    ObservationCapacite,
    PieceJury,
    SignatureGrille,
)
from referentiels.enums import CodeModalite

# --- The commission ---------------------------------------------------------------------------


def _en_evaluation(dossiers: DossierQuerySet) -> DossierQuerySet:
    return dossiers.filter(etat__in=EVALUATION_OUVERTE)


def _commission_nommee() -> Exists:
    return Exists(
        Affectation.objects.filter(dossier=OuterRef("pk"), role=RoleAffectation.EVALUATEUR)
    )


def _presentation_visee() -> Exists:
    """A target capacité is evaluated on the report (R13)."""
    prevues = ModalitePrevue.objects.filter(
        dossier=OuterRef(OuterRef("pk")),
        capacite=OuterRef("pk"),
        modalite__code=CodeModalite.PRESENTATION_PROJETS,
    )
    return Exists(capacites_visees().filter(Exists(prevues)))


def _capacite_sans_conclusion() -> Exists:
    concluses = ConclusionCapacite.objects.filter(
        evaluation__dossier=OuterRef(OuterRef("pk")), capacite=OuterRef("pk")
    )
    return Exists(capacites_visees().filter(~Exists(concluses)))


RAPPORT_TARDIF = Q(
    rapport_derogation="",
    rapport_recu_le__isnull=False,
    rapport_attendu_le__isnull=False,
    rapport_recu_le__gt=F("rapport_attendu_le"),
)
RAPPORT_ABSENT = Q(rapport_derogation="", rapport_recu_le__isnull=True)


def _commission(dossiers: DossierQuerySet) -> DossierQuerySet:
    return _en_evaluation(dossiers).filter(~_commission_nommee())


def _rapport(dossiers: DossierQuerySet) -> DossierQuerySet:
    """The report has not come (R13)."""
    au_travail = _en_evaluation(dossiers).filter(RAPPORT_ABSENT)
    return au_travail.filter(_commission_nommee(), _presentation_visee())


def _rapport_tardif(dossiers: DossierQuerySet) -> DossierQuerySet:
    """It came after its deadline: the manager accepts it with a reason, or not (R13)."""
    au_travail = _en_evaluation(dossiers).filter(RAPPORT_TARDIF)
    return au_travail.filter(_commission_nommee(), _presentation_visee())


def _evaluer(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Nothing is evaluated before the resource centre's agreement, where it is wanted (R14)."""
    ouvertes = _en_evaluation(dossiers).exclude(accord_attendu())
    return ouvertes.filter(_commission_nommee(), _capacite_sans_conclusion())


def _signature_grille(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Everything is concluded and no report is missing (R20, R23)."""
    return _en_evaluation(dossiers).filter(
        ~(RAPPORT_ABSENT | RAPPORT_TARDIF) | ~_presentation_visee(),
        _commission_nommee(),
        ~_capacite_sans_conclusion(),
    )


def _de_sa_commission(dossiers: DossierQuerySet, utilisateur: Utilisateur) -> DossierQuerySet:
    return dossiers.filter(
        Exists(
            Affectation.objects.filter(
                dossier=OuterRef("pk"), role=RoleAffectation.EVALUATEUR, utilisateur=utilisateur
            )
        )
    )


def a_une_capacite_a_evaluer(qui: Utilisateur | Combinable, chemin: str = "") -> Exists:
    """`qui` has still to share a capacité, or the commission to conclude one that all shared (R20).

    On dossiers, or on rows that lead to one by `chemin` (« dossier__ »).
    """
    dossier = OuterRef(OuterRef(f"{chemin}pk"))
    ici = {"evaluation__dossier": dossier, "capacite": OuterRef("pk")}
    concluses = ConclusionCapacite.objects.filter(**ici)
    communes = MiseEnCommun.objects.filter(**ici)
    partages = ObservationCapacite.objects.filter(**ici, partagee_le__isnull=False)
    leurs_partages = ObservationCapacite.objects.filter(
        evaluation__dossier=OuterRef("dossier"),
        evaluateur=OuterRef("utilisateur"),
        capacite=OuterRef(OuterRef("pk")),
        partagee_le__isnull=False,
    )
    attendus = Affectation.objects.filter(
        ~Exists(leurs_partages),
        dossier=dossier,
        role=RoleAffectation.EVALUATEUR,
    )
    les_siens = Exists(communes) | ~Exists(partages.filter(evaluateur=qui))
    visees = capacites_visees(chemin)
    return Exists(visees.filter(~Exists(concluses), les_siens | ~Exists(attendus)))


def _a_evaluer_par(dossiers: DossierQuerySet, utilisateur: Utilisateur) -> DossierQuerySet:
    """Of this person's commissions, those where it is their turn."""
    siens = _de_sa_commission(dossiers, utilisateur)
    return siens.filter(a_une_capacite_a_evaluer(utilisateur))


def _sans_sa_signature(dossiers: DossierQuerySet, utilisateur: Utilisateur) -> DossierQuerySet:
    """Of the grids of this person's commissions, those they have not signed."""
    signees = SignatureGrille.objects.filter(
        evaluation__dossier=OuterRef("pk"), evaluateur=utilisateur
    )
    return _de_sa_commission(dossiers, utilisateur).filter(~Exists(signees))


# --- The company's opinion and the interview --------------------------------------------------


def _demande_ouverte() -> QuerySet[DemandeAvis]:
    """The request that waits for its answer; a dossier has one at most."""
    return DemandeAvis.objects.filter(
        dossier=OuterRef("pk"), revoquee_le__isnull=True, repondue_le__isnull=True
    )


def _sans_avis(dossiers: DossierQuerySet) -> DossierQuerySet:
    """The opinion is required, and neither given nor waived (R15, R16)."""
    return dossiers.filter(
        ~Exists(AvisEntreprise.objects.filter(dossier=OuterRef("pk"))),
        ~Exists(DispenseAvis.objects.filter(dossier=OuterRef("pk"))),
        ~Q(parcours=Parcours.VAE) | Q(referentiel__avis_vae_exempt=False),
        etat__in=AVANT_JURY,
    )


def _demander_avis(dossiers: DossierQuerySet) -> DossierQuerySet:
    return _sans_avis(dossiers).filter(~Exists(_demande_ouverte()))


def _avis(dossiers: DossierQuerySet) -> DossierQuerySet:
    return _sans_avis(dossiers).filter(Exists(_demande_ouverte()))


def _avis_sans_reponse(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Asked, due long ago, and no answer: mails alone will not do."""
    sans_reponse = _demande_ouverte().filter(echeance__lt=DemandeAvis.limite_sans_reponse())
    return _sans_avis(dossiers).filter(Exists(sans_reponse))


def _entretien(dossiers: DossierQuerySet) -> DossierQuerySet:
    """The version requires it and nobody recorded it (R19)."""
    return dossiers.filter(
        ~Exists(Entretien.objects.filter(dossier=OuterRef("pk"))),
        etat__in=AVANT_JURY,
        referentiel__entretien_requis=True,
    )


# --- The jury ---------------------------------------------------------------------------------


def _renvoi(dossiers: DossierQuerySet) -> DossierQuerySet:
    """A dossier that met a jury and is before it again was sent back (10d)."""
    renvois = Deliberation.objects.filter(dossier=OuterRef("pk"), decision=DecisionJury.RENVOI)
    return dossiers.filter(Exists(renvois), etat__in=AVANT_JURY)


def _passage(**filtres) -> QuerySet[Deliberation]:
    """The dossier's present passage: earlier ones belong to sessions whose PV is signed."""
    passages = Deliberation.objects.exclude(session__etat=EtatSession.SIGNEE)
    return passages.filter(dossier=OuterRef("pk"), **filtres)


def _en_session(dossiers: DossierQuerySet, **filtres) -> DossierQuerySet:
    return dossiers.filter(Exists(_passage(**filtres)), etat=EtatDossier.EN_SESSION)


def _decider(dossiers: DossierQuerySet) -> DossierQuerySet:
    return _en_session(dossiers, session__etat=EtatSession.OUVERTE, decision="")


def _clore_session(dossiers: DossierQuerySet) -> DossierQuerySet:
    decides = _passage(session__etat=EtatSession.OUVERTE).exclude(decision="")
    return dossiers.filter(Exists(decides), etat=EtatDossier.EN_SESSION)


def _sans_son_paraphe(dossiers: DossierQuerySet, utilisateur: Utilisateur) -> DossierQuerySet:
    """Of the PV to sign, those where this person sat and has not signed."""
    sieges = MembreJury.objects.filter(
        utilisateur=utilisateur, present=True, parti_le=None, signature__isnull=True
    )
    return dossiers.filter(Exists(_passage(session__membres__in=sieges)))


def _lettre_president(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Something is kept, and the president's letter that says so has not left (R37).

    A PV rectificatif that changes the decision gives another letter to send.
    """
    parties = PieceJury.objects.filter(
        deliberation=OuterRef("pk"), nature=NaturePiece.LETTRE, envoyee_le__isnull=False
    )
    a_ecrire = Deliberation.objects.en_vigueur().filter(
        ~Exists(parties),
        dossier=OuterRef("pk"),
        session__etat=EtatSession.SIGNEE,
        decision__in=[DecisionJury.PARTIEL, DecisionJury.ADMIS],
    )
    blocs = Dossier.blocs_vises.through.objects.filter(dossier=OuterRef("pk"))
    return dossiers.filter(
        Q(etat=EtatDossier.VALIDATION_PARTIELLE) | Q(Exists(blocs), etat=EtatDossier.ADMIS),
        Exists(a_ecrire),
    )


DATE_DE_SESSION = Subquery(_passage().values("session__date")[:1])


ATTENTES = [
    Attente(
        "commission",
        "Commissions à nommer",
        Acteur.CENTRE,
        _commission,
        "dossiers:commission",
    ),
    Attente(
        "rapport",
        "Rapports du candidat à recevoir",
        Acteur.CANDIDAT,
        _rapport,
        "dossiers:rapport",
        echeance=F("rapport_attendu_le"),
        acte="Recevoir le rapport du candidat",
    ),
    Attente(
        "rapport_tardif",
        "Rapports arrivés en retard, à accepter",
        Acteur.RESPONSABLE,
        _rapport_tardif,
        "dossiers:rapport",
    ),
    Attente(
        "evaluer",
        "Capacités à évaluer",
        Acteur.COMMISSION,
        _evaluer,
        "evaluations:grille",
        pour=_a_evaluer_par,
    ),
    Attente(
        "signature_grille",
        "Grilles à signer",
        Acteur.COMMISSION,
        _signature_grille,
        "evaluations:grille",
        pour=_sans_sa_signature,
    ),
    Attente(
        "demander_avis",
        "Avis de l'entreprise à demander",
        Acteur.CENTRE,
        _demander_avis,
        "evaluations:avis",
    ),
    Attente(
        "avis",
        "Avis de l'entreprise à recevoir",
        Acteur.ENTREPRISE,
        _avis,
        "evaluations:avis",
        echeance=Subquery(_demande_ouverte().values("echeance")[:1]),
        acte="Recevoir l'avis de l'entreprise",
    ),
    Attente(
        "avis_sans_reponse",
        "Avis de l'entreprise sans réponse, à obtenir autrement",
        Acteur.CENTRE,
        _avis_sans_reponse,
        "evaluations:avis",
        acte="Obtenir autrement l'avis de l'entreprise",
    ),
    Attente(
        "entretien",
        "Entretiens à enregistrer",
        Acteur.COMMISSION,
        _entretien,
        "evaluations:entretien",
        aussi=(Acteur.CENTRE,),
        pour=_de_sa_commission,
    ),
    Attente(
        "renvoi",
        "Renvois du jury, à compléter",
        Acteur.COMMISSION,
        _renvoi,
        "evaluations:grille",
        pour=_de_sa_commission,
    ),
    Attente(
        "session",
        "Dossiers à inscrire à une session de jury",
        Acteur.CENTRE,
        lambda dossiers: dossiers.filter(etat=EtatDossier.PRET_POUR_JURY),
        "dossiers:fiche",
    ),
    Attente(
        "ouvrir_session",
        "Sessions de jury à ouvrir",
        Acteur.CENTRE,
        lambda dossiers: _en_session(dossiers, session__etat=EtatSession.PREPARATION),
        "dossiers:fiche",
        echeance=DATE_DE_SESSION,
        de_seance=True,
    ),
    Attente(
        "decider",
        "Dossiers à décider par le jury",
        Acteur.JURY,
        _decider,
        "dossiers:fiche",
        aussi=(Acteur.CENTRE,),
        de_seance=True,
    ),
    Attente(
        "clore_session",
        "Sessions de jury à clore",
        Acteur.CENTRE,
        _clore_session,
        "dossiers:fiche",
        de_seance=True,
    ),
    Attente(
        "signer_pv",
        "PV de jury à signer",
        Acteur.JURY,
        lambda dossiers: _en_session(dossiers, session__etat=EtatSession.CLOSE),
        "dossiers:fiche",
        pour=_sans_son_paraphe,
        de_seance=True,
    ),
    Attente(
        "lettre_president",
        "Lettres du président à envoyer",
        Acteur.CENTRE,
        _lettre_president,
        "dossiers:fiche",
        acte="Envoyer la lettre du président du jury",
    ),
]
