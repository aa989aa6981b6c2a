"""docker-compose.yml and its image, as far as they can be proved without an engine.

The file is read and its commands, variables and packages are tried against the real programs;
the services themselves (PostgreSQL, Redis, gunicorn, worker) run in the other tests.
"""

import os
import re
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from cqpm.commun.amorcage import PAQUETS_PDF
from tests.processus import environnement_embarque, port_libre

RACINE = settings.BASE_DIR
COMPOSE = yaml.safe_load((RACINE / "docker-compose.yml").read_text(encoding="utf-8"))
IMAGE = (RACINE / ".ci" / "Dockerfile").read_text(encoding="utf-8")
SERVICES = COMPOSE["services"]
MOTIF = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def resolu(valeur: str, secrets: dict[str, str]) -> str:
    """Compose's own substitution: `${X:-default}` and `${X:?required}`."""
    return MOTIF.sub(lambda m: secrets.get(m[1]) or (m[3] if m[2] == "-" else ""), valeur)


def variables(service: str, **secrets: str) -> dict[str, str]:
    brutes = SERVICES[service]["environment"]
    return {nom: resolu(str(valeur), secrets) for nom, valeur in brutes.items()}


def test_the_services_are_those_of_the_documentation():
    assert sorted(SERVICES) == ["base", "file", "preparation", "web", "worker"]
    assert sorted(COMPOSE["volumes"]) == ["base", "donnees"]


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_images_name_no_registry(service):
    assert "/" not in SERVICES[service]["image"]


@pytest.mark.parametrize("service", ["base", "file", "web", "worker"])
def test_what_stays_up_is_watched(service):
    assert SERVICES[service]["restart"] == "unless-stopped"
    assert SERVICES[service]["healthcheck"]["test"]


def test_nothing_starts_before_what_it_needs():
    attentes = {
        nom: {autre: regle["condition"] for autre, regle in service.get("depends_on", {}).items()}
        for nom, service in SERVICES.items()
    }

    pretes = {"base": "service_healthy", "file": "service_healthy"}
    assert attentes == {
        "base": {},
        "file": {},
        "preparation": {"base": "service_healthy"},
        "web": pretes | {"preparation": "service_completed_successfully"},
        "worker": pretes | {"preparation": "service_completed_successfully"},
    }


def test_no_secret_is_written_down():
    """The two secrets come from the environment, and starting without them is refused."""
    assert SERVICES["web"]["environment"]["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert SERVICES["base"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_every_variable_is_read_by_the_settings():
    lues = set(
        re.findall(r'env(?:_bool|_list)?\(\s*"(\w+)"', (RACINE / "cqpm/settings.py").read_text())
    )

    assert set(variables("web")) - lues == set()


def test_the_application_starts_with_these_variables(tmp_path):
    """What the container runs first, with the values that compose would give, and HTTPS on."""
    env = variables(
        "web", SECRET_KEY="abcdefghij" * 6, POSTGRES_PASSWORD="secret", CQPM_HTTPS="1"
    ) | {"CQPM_DONNEES": str(tmp_path)}
    env = environnement_embarque(tmp_path) | env

    subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=RACINE,
        env=env,
        check=True,
        capture_output=True,
    )


def test_gunicorn_accepts_the_command_of_the_site(tmp_path):
    programme, *options = SERVICES["web"]["command"]

    subprocess.run(
        [sys.executable, "-m", programme, "--check-config", *options],
        cwd=RACINE,
        env=environnement_embarque(tmp_path),
        check=True,
    )


def test_celery_accepts_the_command_of_the_worker(tmp_path):
    """`--help` after the options: they are read first, and an unknown one is refused."""
    programme, *options = SERVICES["worker"]["command"]
    env = environnement_embarque(tmp_path)

    def code(*ajout: str) -> int:
        commande = [sys.executable, "-m", programme, *options, *ajout, "--help"]
        return subprocess.run(
            commande, cwd=RACINE, env=env, check=False, capture_output=True
        ).returncode

    assert (code(), code("--inconnue")) == (0, 2)


def test_the_probe_of_the_site_fails_when_nothing_answers(tmp_path):
    programme = SERVICES["web"]["healthcheck"]["test"]
    assert programme == ["CMD", "python", "-m", "cqpm.commun.sante", "8000"]

    fini = subprocess.run(
        [sys.executable, *programme[2:4], str(port_libre())],
        cwd=RACINE,
        env=environnement_embarque(tmp_path),
        check=False,
    )

    assert fini.returncode == 1


def test_the_preparation_runs_known_commands():
    commandes = re.findall(r"manage\.py (\w+)", SERVICES["preparation"]["command"][-1])

    assert commandes == ["migrate", "charger_referentiels", "charger_organisations"]
    assert set(commandes) - set(get_commands()) == set()


def test_the_image_has_the_libraries_and_the_locked_dependencies():
    assert [paquet for paquet in PAQUETS_PDF if paquet not in IMAGE] == []
    assert "--require-hashes --only-binary :all: --requirement requirements.txt" in IMAGE
    assert os.path.normpath(RACINE / SERVICES["web"]["build"]["dockerfile"]) == str(
        RACINE / ".ci" / "Dockerfile"
    )
