"""The processor time of a server: all its processes together, those that ended included."""

import os
from pathlib import Path

TIC = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds


def temps(racine: int) -> float:
    """Milliseconds that a process, its descendants and those that ended have used so far.

    A parent's counters take in those of a child that has ended.
    """
    lignes = _statistiques()
    if racine not in lignes:
        raise RuntimeError(f"Le processus {racine} ne tourne plus.")
    total, restants = 0, [racine]
    while restants:
        pid = restants.pop()
        total += lignes[pid][1]
        restants += [un for un, (parent, _) in lignes.items() if parent == pid]
    return total * TIC


def parent(pid: int) -> int:
    return _statistiques()[pid][0]


def enfants(pid: int) -> list[int]:
    return [un for un, (sien, _) in _statistiques().items() if sien == pid]


def _statistiques() -> dict[int, tuple[int, int]]:
    """By process: its parent, and utime + stime + cutime + cstime."""
    trouvees = {}
    for dossier in Path("/proc").glob("[0-9]*"):
        try:
            # After the name, which may hold anything: state, parent… (proc(5))
            champs = (dossier / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        trouvees[int(dossier.name)] = int(champs[1]), sum(map(int, champs[11:15]))
    return trouvees
