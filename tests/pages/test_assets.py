"""What is served of the npm packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.pages.assets import SERVED, bring, main, restyle

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_style_sheet_has_neither_gov_uk_s_typeface_nor_its_crest() -> None:
    css = (SERVED / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert "font-family:var(--minben-font)" in css
    for left in ("GDS Transport", "crest", "@font-face", "url(/assets", "sourceMappingURL"):
        assert left not in css


def test_restyling_leaves_the_rest_alone() -> None:
    css = ".a{color:red;font-family:GDS Transport,arial,sans-serif;margin:0}.b{font-family:sans-serif}"
    assert restyle(css) == ".a{color:red;font-family:var(--minben-font);margin:0}.b{font-family:sans-serif}"


def test_a_missing_package_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "govuk-frontend.min.css is missing: run npm ci" in capsys.readouterr().err


def test_only_what_is_served_is_copied(tmp_path: Path) -> None:
    for name in (
        "govuk-frontend/dist/govuk/govuk-frontend.min.css",
        "govuk-frontend/dist/govuk/govuk-frontend.min.js",
        "htmx.org/dist/htmx.min.js",
        "htmx.org/dist/htmx.js",
    ):
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n//# sourceMappingURL=x.map\n", encoding="utf-8")
    copied = bring(tmp_path / "node_modules", tmp_path / "served")
    assert sorted(path.name for path in copied) == [
        "govuk-frontend.min.css",
        "govuk-frontend.min.js",
        "htmx.min.js",
    ]
    assert all("sourceMappingURL" not in path.read_text(encoding="utf-8") for path in copied)
