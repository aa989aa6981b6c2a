"""Uploads that cannot fill the server: what is too big is thrown away, and the form says so."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.forms import BaseForm
from django.http import HttpRequest

# A request over so many times the limit is not even read to its end.
ABANDON = 16


class GardeTeleversement(FileUploadHandler):
    """Receive no more than `CQPM_TELEVERSEMENT_MAX` bytes of files in one request.

    First of `FILE_UPLOAD_HANDLERS`: those after it never see the excess. The rest of a file too
    big is read and forgotten, so that the fields after it arrive and the browser gets a page.
    """

    def __init__(self, request: HttpRequest | None = None):
        super().__init__(request)
        self.recu = self.debut = 0

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.debut = self.recu

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the chunk over, or forget the file to which it belongs."""
        self.recu += len(raw_data)
        if self.recu <= settings.CQPM_TELEVERSEMENT_MAX:
            return raw_data
        self.recu = self.debut
        _refuses(self.request)[self.field_name] = self.file_name
        if self._est_demesuree():
            raise StopUpload(connection_reset=True)
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that kept it."""

    def _est_demesuree(self) -> bool:
        annonce = self.request.META.get("CONTENT_LENGTH") or 0
        return int(annonce) > ABANDON * settings.CQPM_TELEVERSEMENT_MAX


def refus(request: HttpRequest, champ: str) -> str:
    """Say why the file of this field is absent; empty when nothing too big was sent there."""
    len(request.FILES)  # the request is read when it is first looked at
    if champ not in _refuses(request):
        return ""
    limite = settings.CQPM_TELEVERSEMENT_MAX // 2**20
    return (
        f"Le fichier « {_refuses(request)[champ]} » n'a pas été reçu : un envoi ne peut pas "
        f"dépasser {limite} Mo. Réduisez-le, puis déposez-le à nouveau."
    )


def expliquer(form: BaseForm, request: HttpRequest) -> None:
    """Replace « choose a file » by the reason, for each field whose file was too big."""
    for nom in form.fields:
        if phrase := refus(request, form.add_prefix(nom)):
            form.errors.pop(nom, None)
            form.add_error(nom, phrase)


def _refuses(request: HttpRequest) -> dict[str, str]:
    """The files thrown away, by field."""
    return request.__dict__.setdefault("_televersements_refuses", {})
