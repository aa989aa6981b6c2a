"""A mail server on the loopback, real enough for `smtplib`: it keeps what it accepts."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Serveur(socketserver.ThreadingTCPServer):
    """`refus` gives the answer to a recipient that is not accepted, by address."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.refus: dict[str, bytes] = {}
        self.refus_du_texte = b""
        self.recus: list[str] = []
        self.destinataires: list[str] = []
        self.abandons = 0
        # Cleared: the server has read a message and does not answer; the test holds the line.
        self.repond = threading.Event()
        self.repond.set()
        self.en_attente = threading.Event()

    def abandonner(self) -> None:
        """Forget the messages that are held, as a server does whose client is gone."""
        self.abandons += 1
        self.repond.set()

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Conversation(socketserver.StreamRequestHandler):
    server: Serveur

    def dire(self, reponse: bytes) -> None:
        self.wfile.write(reponse + b"\r\n")

    def handle(self) -> None:
        self.pour = ""
        self.dire(b"220 essai")
        for ligne in self.rfile:
            mot = ligne.split()[0].upper() if ligne.split() else b""
            if mot == b"QUIT":
                self.dire(b"221 au revoir")
                return
            if mot == b"DATA":
                self.recevoir()
            elif mot == b"RCPT":
                adresse = ligne.partition(b"<")[2].partition(b">")[0].decode()
                self.pour = adresse
                self.dire(self.server.refus.get(adresse, b"250 oui"))
            else:
                self.dire(b"250 oui")

    def recevoir(self) -> None:
        self.dire(b"354 allez-y")
        lignes = []
        for ligne in self.rfile:
            if ligne == b".\r\n":
                break
            lignes.append(ligne)
        avant = self.server.abandons
        self.server.en_attente.set()
        self.server.repond.wait(60)
        if self.server.abandons != avant:
            return
        if self.server.refus_du_texte:
            self.dire(self.server.refus_du_texte)
            return
        self.server.recus.append(b"".join(lignes).decode())
        self.server.destinataires.append(self.pour)
        self.dire(b"250 recu")


@contextmanager
def serveur_smtp() -> Iterator[Serveur]:
    with Serveur() as serveur:
        threading.Thread(target=serveur.serve_forever, args=[0.05], daemon=True).start()
        try:
            yield serveur
        finally:
            serveur.repond.set()
            serveur.shutdown()
