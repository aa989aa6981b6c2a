"""No test is skipped in silence: hooks that the suite's conftest takes over."""

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A skipped test says why; where `CQPM_AUCUN_SAUT` is set, it fails."""
    return _refuser_le_saut((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _refuser_le_saut((yield))


def _refuser_le_saut(rapport):
    if not rapport.skipped or hasattr(rapport, "wasxfail"):
        return rapport
    raison = rapport.longrepr[2].removeprefix("Skipped").removeprefix(": ").strip()
    if raison in {"", "unconditional skip", "<Skipped instance>"}:
        rapport.outcome, rapport.longrepr = "failed", "Skipped without a stated reason."
    elif os.environ.get("CQPM_AUCUN_SAUT"):
        rapport.outcome, rapport.longrepr = "failed", f"Skipped where nothing may be: {raison}"
    return rapport
