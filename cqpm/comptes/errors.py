"""Refusals about accounts and passwords."""

from cqpm.commun.errors import ErreurMetier


class MotDePasseIncorrect(ErreurMetier):
    """The password typed again before a signature is not the person's."""

    def __init__(self):
        super().__init__(
            "Mot de passe incorrect : rien n'a été enregistré. "
            "Saisissez celui avec lequel vous vous connectez."
        )


class TropDEssais(ErreurMetier):
    """Too many wrong passwords in a row: the next ones are not even looked at."""

    def __init__(self, minutes: int):
        self.minutes = minutes
        super().__init__(
            f"Trop de mots de passe incorrects : rien n'a été enregistré. "
            f"Attendez {minutes} minutes, puis recommencez."
        )
