"""Start processes, restart those that die, stop them all."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

# A process that lived that long had started well: its next failure is a new one.
VIE_NORMALE = 60.0
ATTENTE_MAX = 30.0
# Time left to a process to end by itself before it is killed.
DELAI_ARRET = 10.0
PR_SET_PDEATHSIG = 1


class Processus:
    """One supervised command, in its own process group, so that its children go with it."""

    def __init__(self, nom: str, commande: list[str], environnement: dict[str, str]):
        self.nom, self.commande, self.environnement = nom, commande, environnement
        self.echecs = 0
        self.repart_a = 0.0
        self.processus: subprocess.Popen | None = None

    def demarrer(self) -> None:
        self.ne_a = time.monotonic()
        self.processus = subprocess.Popen(  # noqa: S603
            self.commande,
            env=self.environnement,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_mourir_avec_le_parent if sys.platform == "linux" else None,
        )

    def code(self) -> int | None:
        """The exit code of a process that ended, None while it runs or waits to start again."""
        return self.processus.poll() if self.processus else None

    def constater_la_fin(self) -> float:
        """Clean up after an unexpected end; returns the seconds before the next start."""
        self._signaler_groupe(signal.SIGKILL)
        self.processus = None
        if time.monotonic() - self.ne_a > VIE_NORMALE:
            self.echecs = 0
        self.echecs += 1
        attente = min(ATTENTE_MAX, 2.0 ** (self.echecs - 1))
        self.repart_a = time.monotonic() + attente
        return attente

    def demander_arret(self) -> None:
        if self.processus and self.processus.poll() is None:
            self.processus.terminate()

    def arreter(self, limite: float) -> None:
        """Wait until the limit, then kill whatever is left of the group."""
        if self.processus is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.processus.wait(max(0.0, limite - time.monotonic()))
        self._signaler_groupe(signal.SIGKILL)
        self.processus.wait()

    def _signaler_groupe(self, numero: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processus.pid, numero)


def _mourir_avec_le_parent() -> None:
    """Ask Linux to end this process when the supervisor dies, even of SIGKILL."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Superviseur:
    """Keep a few processes alive until `arret` says so."""

    def __init__(self, processus: list[Processus], dire: Callable[[str], None]):
        self.processus, self.dire = processus, dire

    def demarrer(self) -> None:
        for processus in self.processus:
            processus.demarrer()

    def veiller(self) -> None:
        """One look at every process: a dead one is announced, then started again."""
        for processus in self.processus:
            if processus.processus is None:
                if time.monotonic() >= processus.repart_a:
                    processus.demarrer()
            elif (code := processus.code()) is not None:
                attente = processus.constater_la_fin()
                self.dire(
                    f"Le processus « {processus.nom} » s'est arrêté ({_raison(code)}). "
                    f"Il redémarre dans {attente:.0f} s."
                )

    def arreter(self) -> None:
        """Ask every process to end, wait a little, kill what remains; an interruption kills now."""
        for processus in self.processus:
            processus.demander_arret()
        limite = time.monotonic() + DELAI_ARRET
        for processus in self.processus:
            try:
                processus.arreter(limite)
            except KeyboardInterrupt:
                limite = 0.0
                processus.arreter(limite)


def _raison(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
