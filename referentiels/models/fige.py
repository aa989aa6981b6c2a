"""What belongs to a version, and never changes once the version is published (R2)."""

from django.db import models

from referentiels.enums import EtatReferentiel
from referentiels.errors import VersionFigee


class Fige(models.Model):
    """A row of a version: written and removed while the version is a brouillon, then only read.

    `vers_version` is the path of relations to the version, empty on the version itself. Writes in
    bulk do not come here: the triggers of migration 0003 refuse them, as they refuse plain SQL.
    """

    vers_version: str

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Raises VersionFigee."""
        self._exiger_brouillon()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Raises VersionFigee."""
        self._exiger_brouillon()
        return super().delete(*args, **kwargs)

    def _exiger_brouillon(self) -> None:
        """Ask the database, not the object: another request may have published since."""
        if self.pk is not None:
            etat = f"{self.vers_version}__etat".removeprefix("__")
            self._refuser_si(type(self)._base_manager.filter(pk=self.pk), etat)
        version = self
        for relation in self.vers_version.split("__") if self.vers_version else []:
            version = getattr(version, relation)
        if version is not self:
            self._refuser_si(type(version)._base_manager.filter(pk=version.pk), "etat")

    def _refuser_si(self, lignes: models.QuerySet, etat: str) -> None:
        if lignes.exclude(**{etat: EtatReferentiel.BROUILLON}).exists():
            raise VersionFigee(self)
