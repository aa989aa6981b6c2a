"""A skipped test never passes unnoticed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SUITE = """
import pytest

def test_ordinaire():
    pass

{saut}
"""
MARQUE_NUE = "@pytest.mark.skip\ndef test_saute():\n    pass"
APPEL_NU = "def test_saute():\n    pytest.skip()"
AVEC_RAISON = "@pytest.mark.skip(reason='pas de navigateur ici')\ndef test_saute():\n    pass"
MODULE_NU = "pytest.skip('', allow_module_level=True)"


@pytest.mark.parametrize(
    ("saut", "strict", "code", "dit"),
    [
        (MARQUE_NUE, "", 1, "Skipped without a stated reason."),
        (APPEL_NU, "", 1, "Skipped without a stated reason."),
        (MODULE_NU, "", 2, "Skipped without a stated reason."),
        (AVEC_RAISON, "", 0, "pas de navigateur ici"),
        (AVEC_RAISON, "1", 1, "Skipped where nothing may be: pas de navigateur ici"),
    ],
    ids=["bare mark", "bare call", "bare module", "with a reason", "with a reason, in CI"],
)
def test_skips(tmp_path, saut, strict, code, dit):
    suite = tmp_path / "test_suite.py"
    suite.write_text(SUITE.format(saut=saut))

    fini = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.sauts", "-rA", str(suite)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "CQPM_AUCUN_SAUT": strict, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert fini.returncode == code
    assert dit in fini.stdout
