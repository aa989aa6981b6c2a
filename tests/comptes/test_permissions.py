"""The password asked again before a signature."""

import pytest

from cqpm.comptes.errors import MotDePasseIncorrect, TropDEssais
from cqpm.comptes.forms import ConfirmationForm
from cqpm.comptes.permissions import verifier_mot_de_passe
from tests.factories.comptes import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def utilisateur(settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    return UtilisateurFactory()


def refus(utilisateur, mot_de_passe: str) -> str:
    with pytest.raises((MotDePasseIncorrect, TropDEssais)) as erreur:
        verifier_mot_de_passe(utilisateur, mot_de_passe)
    return str(erreur.value)


INCORRECT = (
    "Mot de passe incorrect : rien n'a été enregistré. "
    "Saisissez celui avec lequel vous vous connectez."
)
TROP = (
    "Trop de mots de passe incorrects : rien n'a été enregistré. "
    "Attendez 15 minutes, puis recommencez."
)


def test_verifier_accepts_the_password_of_the_person(utilisateur):
    assert verifier_mot_de_passe(utilisateur, MOT_DE_PASSE) is None


@pytest.mark.parametrize("mot_de_passe", ["faux", "", MOT_DE_PASSE.upper()])
def test_verifier_refuses_another_password(utilisateur, mot_de_passe):
    assert refus(utilisateur, mot_de_passe) == INCORRECT


def test_verifier_refuses_a_disabled_account(utilisateur):
    utilisateur.is_active = False
    utilisateur.save()

    assert refus(utilisateur, MOT_DE_PASSE) == INCORRECT


def test_verifier_stops_looking_after_too_many_failures(utilisateur):
    assert [refus(utilisateur, "faux") for _ in range(3)] == [INCORRECT, INCORRECT, TROP]
    assert refus(utilisateur, MOT_DE_PASSE) == TROP


def test_verifier_forgets_the_failures_once_right(utilisateur):
    for _ in range(2):
        assert [refus(utilisateur, "faux") for _ in range(2)] == [INCORRECT, INCORRECT]
        verifier_mot_de_passe(utilisateur, MOT_DE_PASSE)


def test_verifier_does_not_lock_the_others_nor_the_sign_in(utilisateur, client):
    for _ in range(3):
        refus(utilisateur, "faux")

    verifier_mot_de_passe(UtilisateurFactory(), MOT_DE_PASSE)
    client.post(
        "/compte/connexion/",
        {"username": utilisateur.email, "password": MOT_DE_PASSE, "next": "/compte/profil/"},
    )
    assert client.session["_auth_user_id"] == str(utilisateur.pk)


def test_confirmation_form_tells_the_refusal_beside_the_field(utilisateur):
    formulaire = ConfirmationForm({"mot_de_passe": "faux"}, utilisateur=utilisateur)

    assert formulaire.errors == {"mot_de_passe": [INCORRECT]}


def test_confirmation_form_accepts_the_password(utilisateur):
    formulaire = ConfirmationForm({"mot_de_passe": MOT_DE_PASSE}, utilisateur=utilisateur)

    assert formulaire.is_valid()
