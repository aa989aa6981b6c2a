"""What the tests of the register share: a certified candidate, a PV rectificatif."""

from dossiers.models import Dossier
from evaluations.enums import DecisionJury, EtatSession
from evaluations.models import Certificat, Deliberation, SessionJury
from evaluations.services import jury
from evaluations.services.jury.registre import delivrer
from tests.outils import Reunion, dossier_pret, reunir

PDF_SIGNE = b"%PDF-1.7 signe a la main"


def signer(reunion: Reunion, *dossiers: Dossier) -> Reunion:
    """Take ready dossiers through a meeting to its signed PV, as the commission concluded."""
    reunion.inscrire(*dossiers)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    jury.deposer_pv_signe(reunion.session, contenu=PDF_SIGNE, par=reunion.secretaire)
    reunion.session.refresh_from_db()
    return reunion


def certifier(**champs) -> Certificat:
    """The line of one candidate, through a real jury."""
    date = champs.pop("date", None)
    dossier = dossier_pret(**champs)
    signer(reunir(dossier.centre, date=date), dossier)
    return Certificat.objects.get(deliberation__dossier=dossier)


def rectifier(session: SessionJury, par, **decisions: tuple[Dossier, DecisionJury]) -> SessionJury:
    """A signed PV rectificatif that gives each dossier its new decision, then the register.

    The meeting itself is not replayed: the register only reads what it decided.
    """
    rectificatif = SessionJury.objects.create(
        numero=f"{session.numero}-R{SessionJury.objects.count()}",
        centre=session.centre,
        date=session.date,
        lieu=session.lieu,
        etat=EtatSession.SIGNEE,
        rectifie=session,
    )
    for dossier, decision in decisions.values():
        Deliberation.objects.create(
            session=rectificatif, dossier=dossier, decision=decision, conditions_verifiees=True
        )
    delivrer(rectificatif, par=par)
    return rectificatif
