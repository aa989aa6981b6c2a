"""A cable between the browser and the site, that a test pulls out for real."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tests.processus import port_libre


class Reseau:
    """Carries bytes to the site and back, on an address of its own."""

    def __init__(self, site: str):
        self._site = ("127.0.0.1", urlsplit(site).port)
        self._port = port_libre()
        self._prises: set[socket.socket] = set()
        self._verrou = threading.Lock()
        self._ecoute: socket.socket | None = None
        self._avale = False
        self.adresse = f"http://127.0.0.1:{self._port}"
        self.retablir()

    def retablir(self) -> None:
        """Plug the cable in again; answers come back."""
        self._avale = False
        self._ecoute = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._accepter, args=(self._ecoute,), daemon=True).start()

    def couper(self) -> None:
        """Refuse new connections and break the others: not a byte passes."""
        if self._ecoute:
            with suppress(OSError):
                self._ecoute.shutdown(socket.SHUT_RDWR)
            self._ecoute.close()
            self._ecoute = None
        with self._verrou:
            prises, self._prises = self._prises, set()
        for prise in prises:
            _fermer(prise)

    def avaler_les_reponses(self) -> None:
        """The site receives what is sent; nobody hears what it answers."""
        self._avale = True

    def _accepter(self, ecoute: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = ecoute.accept()
                self._relier(client)

    def _relier(self, client: socket.socket) -> None:
        try:
            serveur = socket.create_connection(self._site)
        except OSError:
            client.close()
            return
        with self._verrou:
            self._prises |= {client, serveur}
        for source, but, retour in ((client, serveur, False), (serveur, client, True)):
            threading.Thread(target=self._porter, args=(source, but, retour), daemon=True).start()

    def _porter(self, source: socket.socket, but: socket.socket, retour: bool) -> None:
        with suppress(OSError):
            while octets := source.recv(65536):
                if not (retour and self._avale):
                    but.sendall(octets)
        with self._verrou:
            self._prises -= {source, but}
        _fermer(source)
        _fermer(but)


def _fermer(prise: socket.socket) -> None:
    with suppress(OSError):
        prise.shutdown(socket.SHUT_RDWR)
    prise.close()


@contextmanager
def brancher(site: str) -> Iterator[Reseau]:
    reseau = Reseau(site)
    try:
        yield reseau
    finally:
        reseau.couper()
