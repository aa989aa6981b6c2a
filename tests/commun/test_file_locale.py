"""The queue of the embedded installation: whole messages, in order, each taken once."""

import threading

import pytest
from celery import current_app
from kombu import Connection


@pytest.fixture
def connexion(tmp_path):
    """A folder of its own; `filesystem://` is ours as soon as the application is loaded.

    Kombu remembers bindings per process: each test needs its own name of queue.
    """
    assert current_app.main == "cqpm"
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path),
        "polling_interval": 0.01,
    }
    return lambda: Connection("filesystem://localhost", transport_options=options)


def test_messages_come_in_order_and_once(connexion):
    with connexion() as liaison, liaison.SimpleQueue("ordre") as file:
        for numero in range(3):
            file.put({"numero": numero, "texte": "déjà « vu »"})

        recus = [file.get(timeout=5) for _ in range(3)]

        assert [m.payload["numero"] for m in recus] == [0, 1, 2]
        assert recus[0].payload["texte"] == "déjà « vu »"
        assert file.qsize() == 0


def test_a_message_is_never_read_half_written(connexion):
    """One thread writes long messages while another reads as fast as it can."""
    nombre, long = 200, "x" * 50_000

    def ecrire():
        with connexion() as liaison, liaison.SimpleQueue("entiers") as file:
            for numero in range(nombre):
                file.put({"numero": numero, "corps": long})

    with connexion() as liaison, liaison.SimpleQueue("entiers") as file:
        fil = threading.Thread(target=ecrire)
        fil.start()
        recus = [file.get(timeout=20).payload for _ in range(nombre)]
        fil.join()

    assert [recu["numero"] for recu in recus] == list(range(nombre))
    assert {len(recu["corps"]) for recu in recus} == {50_000}
