"""What may happen to a piece of the document, and the French that says it."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Nature(TextChoices):
    """What happened to a piece of the document; one piece may carry several."""

    INCHANGE = "inchange", "inchangé"
    AJOUTE = "ajoute", "ajouté"
    RETIRE = "retire", "retiré"
    DEPLACE = "deplace", "déplacé"
    REFORMULE = "reformule", "reformulé"
    SCINDE = "scinde", "scindé"
    FONDU = "fondu", "fondu"
    MODIFIE = "modifie", "modifié"
    RENUMEROTE = "renumerote", "renuméroté"
    SEPARE = "separe", "séparé du précédent"
    RATTACHE = "rattache", "rattaché au précédent"


@dataclass(frozen=True)
class Nom:
    """What a piece is called, so that its natures agree: « 2 conditions ajoutées »."""

    singulier: str
    pluriel: str
    feminin: bool = False

    def accorder(self, nature: Nature, nombre: int = 1) -> str:
        """Agree the participle alone: « ajoutées »."""
        participe, *suite = nature.label.split(" ", 1)
        accorde = participe + "e" * self.feminin + "s" * (nombre > 1)
        return " ".join([accorde, *suite])

    def compter(self, nombre: int, nature: Nature) -> str:
        nom = self.pluriel if nombre > 1 else self.singulier
        return f"{nombre} {nom} {self.accorder(nature, nombre)}"
