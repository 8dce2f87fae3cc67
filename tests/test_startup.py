"""What a command does not need it does not import: that decides how fast it starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus.helpers import article, fill

ARTICLE = article("Acme raised its dividend by 5% to $3 million.\nCosts may rise again.")
RUN = """
import sys
from claimtable.cli import main
try:
    main()
except SystemExit as done:
    assert not done.code, done.code
print(*sys.modules, file=sys.stderr)
"""
FITTING = {"sklearn", "scipy", "skops", "pandas"}
COMMANDS_OF_SPACY = {"spacy.cli", "weasel", "requests", "httpx"}
OTHER_FILES = {
    "trafilatura",
    "lxml",
    "markdown_it",
    "pypdfium2",
    "pdfplumber",
    "docx",
    "xlsxwriter",
}
REPAIR = {"ftfy", "charset_normalizer"}
OTHER = {"xlsxwriter", "ray", "fsspec", "jinja2", "starlette", "uvicorn"}
ANY_RUN = FITTING | OTHER_FILES | REPAIR | OTHER | COMMANDS_OF_SPACY
PIPELINE = {"spacy", "thinc", "onnxruntime", "tokenizers"}


def imported(*arguments: object) -> set[str]:
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("startup") / "store", [ARTICLE]).path


def test_help() -> None:
    heavy = ANY_RUN | PIPELINE | {"numpy", "pyarrow", "rich.table"}
    assert not imported("--help") & heavy


@pytest.mark.parametrize("options", ["", "--by label", "--search dividend --json"])
def test_show(store: Path, options: str) -> None:
    found = imported("show", store, *options.split())
    assert "pyarrow.parquet" in found
    assert not found & (ANY_RUN | PIPELINE)


def test_extract_of_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE.text, "utf-8")
    out = tmp_path / "claims.jsonl"
    found = imported("extract", path, "-o", out, "--workers", "0")
    assert out.read_text("utf-8")
    assert found >= PIPELINE
    assert not found & ANY_RUN


def test_spacy_finds_its_commands_when_they_are_asked_for() -> None:
    code = (
        "from claimtable.corpus.lean import spacy_without_commands as lean; lean(); lean()\n"
        "import sys, spacy\n"
        "assert 'spacy.cli' not in sys.modules\n"
        "assert spacy.info(silent=True)['spacy_version'] == spacy.__version__\n"
        "import spacy.cli.package\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
