"""In CI a skip that is not on this list fails the run: a test that never runs proves nothing."""

import os
import re

import pytest

ALLOWED = {
    r"no real data at .*": "the published data sets are not ours to ship; `tests/samples` has every format",
    r"no lexicons at hand.*|no (XQuAD|PAWS-X test file) in .*": "as above",
    r"no sample of the official evaluator at .*": "as above; the same figures are reckoned by hand beside it",
    r"needs a GPU|.*\bflash_attn\b.* is not installed": "CI has processors only",
    r"no browser at .*|playwright is not installed.*": "the report is looked at by a browser where there is one",
    r"a small disk can be mounted by root only": "a full disk needs one that is small",
    r"only Linux lets a process name itself": "other systems",
}
"""Reasons, as patterns for the whole of them, with why each is right."""


class SkipGuard:
    """A plugin that gathers why tests were skipped, of all workers, and fails the run for what is not allowed."""

    def __init__(self) -> None:
        self.refused: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the reason of a test that was skipped; one that is expected to fail was run."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note the reason of a file that was skipped whole."""
        if report.skipped:
            self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        _, _, told = report.longrepr
        reason = told.removeprefix("Skipped: ")
        if not any(re.fullmatch(pattern, reason) for pattern in ALLOWED):
            self.refused.setdefault(reason, []).append(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was refused."""
        for reason, tests in self.refused.items():
            terminalreporter.write_line(
                f"{len(tests)} skipped, such as {tests[0]}, since {reason!r}: run them, or allow it in tests/skips.py",
                red=True,
            )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run."""
        if self.refused and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def guard(config: pytest.Config) -> None:
    """Watch the run where it is CI's."""
    if os.environ.get("CI") == "true":
        config.pluginmanager.register(SkipGuard(), "skip-guard")
