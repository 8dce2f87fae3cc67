import json
from pathlib import Path

import pytest

from claimtable.models import versions


def install(name: str) -> None:
    folder = versions.target(name)
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"name": name}), "utf-8")


def test_the_shipped_version_is_in_use_at_first() -> None:
    assert versions.current() == versions.SHIPPED
    assert versions.folder_of() == versions.shipped_folder()
    assert [v.name for v in versions.versions()] == [versions.SHIPPED]


def test_use_and_roll_back() -> None:
    for name in ("one", "two"):
        install(name)
        versions.use(name)
    assert versions.current() == "two"
    assert versions.roll_back() == "one"
    assert versions.roll_back() == versions.SHIPPED
    with pytest.raises(versions.ModelError, match="nothing to roll back"):
        versions.roll_back()


def test_what_is_in_use_or_shipped_stays() -> None:
    install("one")
    versions.use("one")
    with pytest.raises(versions.ModelError, match="in use"):
        versions.remove("one")
    with pytest.raises(versions.ModelError, match="shipped"):
        versions.remove(versions.SHIPPED)
    versions.use(versions.SHIPPED)
    versions.remove("one")
    assert [v.name for v in versions.versions()] == [versions.SHIPPED]
    assert versions.roll_back() == versions.SHIPPED


@pytest.mark.parametrize("name", ["shipped", "-x", "a b", "..", "x" * 80])
def test_bad_names_are_refused(name: str) -> None:
    with pytest.raises(versions.ModelError, match="cannot name a version"):
        versions.target(name)


def test_a_taken_name_is_refused() -> None:
    install("one")
    with pytest.raises(versions.ModelError, match="exists already"):
        versions.target("one")


def test_an_unknown_version_is_named_with_those_there_are() -> None:
    install("one")
    with pytest.raises(versions.ModelError, match="there are: shipped, one"):
        versions.folder_of("two")


def test_a_folder_anywhere_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}", "utf-8")
    assert versions.folder_of(tmp_path) == tmp_path


def test_a_broken_version_is_left_out_of_the_list() -> None:
    install("one")
    (versions.models_folder() / "one/manifest.json").write_text("{", "utf-8")
    assert [v.name for v in versions.versions()] == [versions.SHIPPED]
