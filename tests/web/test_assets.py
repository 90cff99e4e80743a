"""Style, fonts and scripts: small, under addresses that last; colours: readable by day and by night."""

from __future__ import annotations

import gzip
import re

import pytest
import zstandard

from server.web.assets import FOLDER, assets
from tests.conftest import ROOT, require_file
from tests.web.client import Client
from tests.web.pages import Page, get

STYLE = "/static/style.css"
LASTING = re.compile(r"/static/[\w./-]+\?v=([0-9a-f]{12})")


def test_what_a_page_loads_has_a_lasting_address(site: Client) -> None:
    require_file(ROOT / "server/web/static/vendor/.copied", "`make test`")
    for path in ("/", "/editor", "/about", "/ontology"):
        loaded = [url for url in Page(get(site, path).text).loaded if url.startswith("/static/")]
        assert loaded
        for url in loaded:
            found = LASTING.fullmatch(url)
            assert found, url
            answer = get(site, url)
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["ETag"] == f'"{found[1]}"'


def test_another_version_and_none_are_asked_for_again(site: Client) -> None:
    lasting = next(url for url in Page(get(site, "/").text).loaded if url.startswith(STYLE))
    assert get(site, lasting).headers["Cache-Control"].endswith("immutable"), (
        "it is in the response cache now"
    )
    for address in (STYLE, f"{STYLE}?v=000000000000"):
        answer = get(site, address)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        again = get(site, address, If_None_Match=answer.headers["ETag"])
        assert (again.status, again.body) == (304, b"")


def test_a_style_sheet_names_fonts_and_pictures_with_their_digests(site: Client) -> None:
    require_file(ROOT / "server/web/static/vendor/.copied", "`make test`")
    links = re.findall(r"url\(([^)]+)\)", get(site, STYLE).text)
    assert links
    for link in links:
        assert LASTING.fullmatch(f"/static/{link}"), link
        assert get(site, f"/static/{link}").headers["Cache-Control"].endswith("immutable")


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_file_is_sent_compressed_and_is_the_same(site: Client, coding: str) -> None:
    lasting = next(url for url in Page(get(site, "/").text).loaded if url.startswith(STYLE))
    plain, packed = get(site, lasting), get(site, lasting, Accept_Encoding=coding)
    assert packed.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    unpacked = (
        gzip.decompress(packed.body)
        if coding == "gzip"
        else zstandard.ZstdDecompressor().decompressobj().decompress(packed.body)
    )
    assert unpacked == plain.body
    assert len(packed.body) * 3 < len(plain.body)


def test_a_font_is_not_compressed_again(site: Client) -> None:
    require_file(ROOT / "server/web/static/vendor/.copied", "`make test`")
    font = next(name for name in assets() if name.endswith(".woff2"))
    answer = get(site, f"/static/{font}", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.media_type == "font/woff2"
    assert answer.body == (FOLDER / font).read_bytes()


@pytest.mark.parametrize("name", ["none.css", "../app.py", "vendor/.copied", "", "vendor", "style.css/x"])
def test_nothing_else_is_served(site: Client, name: str) -> None:
    assert get(site, f"/static/{name}").status == 404


@pytest.mark.parametrize(
    "path", ["/", "/about", "/queries", "/id/state/belarus", "/id/state/belarus?lang=ru"]
)
def test_a_page_that_the_browser_has_is_not_sent_again(site: Client, path: str) -> None:
    first = get(site, path)
    tag = first.headers["ETag"]
    assert "no-cache" in first.headers["Cache-Control"].split(", ")
    again = get(site, path, If_None_Match=tag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    packed = get(site, path, Accept_Encoding="gzip")
    assert packed.headers["ETag"] == tag, "a weak tag is that of every coding"
    assert get(site, path, If_None_Match='W/"another"').status == 200


def test_a_page_in_another_language_has_another_tag(site: Client) -> None:
    tags = {get(site, f"/about?lang={language}").headers["ETag"] for language in ("en", "ru", "be")}
    assert len(tags) == 3


def test_an_error_has_no_tag(site: Client) -> None:
    answer = get(site, "/nothing-here", If_None_Match="*")
    assert answer.status == 404
    assert "ETag" not in answer.headers


COLOUR = re.compile(r"#[0-9a-f]{3,8}\b")
ON_GROUNDS = ("ink", "quiet", "flax", "flax-strong", "madder", "moss")
"""Colours of text, each on every ground."""
GROUNDS = ("paper", "sheet", "wash")
OTHER_TEXT = (("on-colour", "flax"), ("on-colour", "flax-strong"), ("on-colour", "madder"))
SHAPES = (("line", "paper"), ("line", "sheet"), ("line", "wash"), ("faint", "paper"), ("faint", "sheet"))
"""Edges of fields, and strokes in pictures."""


def palettes() -> dict[str, dict[str, str]]:
    """The colours by name, by day and by night."""
    style = (FOLDER / "style.css").read_text("utf-8")
    day, night = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert "prefers-color-scheme: dark" in style[: style.index(night)]
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in (day, night)]
    return {"light": found[0], "dark": {**found[0], **found[1]}}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_on_every_ground(scheme: str) -> None:
    colours = palettes()[scheme]
    pairs = [*((text, ground) for text in ON_GROUNDS for ground in GROUNDS), *OTHER_TEXT]
    assert [pair for pair in pairs if contrast(*(colours[name] for name in pair)) < 4.5] == []
    assert [pair for pair in SHAPES if contrast(*(colours[name] for name in pair)) < 3] == []


def test_dark_is_dark() -> None:
    colours = palettes()
    assert luminance(colours["light"]["paper"]) > 0.8
    assert luminance(colours["dark"]["paper"]) < 0.02
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_colour_is_named_at_the_top_and_nowhere_else() -> None:
    for path in FOLDER.glob("*.css"):
        rules = re.sub(r":root \{.*?\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert COLOUR.findall(rules) == [], path.name
    named = palettes()
    assert {*named["dark"]} - {*ON_GROUNDS, *GROUNDS, "on-colour", "line", "faint", "rule", "plate"} == set()


def test_the_mark_is_there_for_day_and_night(site: Client) -> None:
    text = get(site, "/").text
    night = re.findall(r'<source srcset="([^"]+)" media="\(prefers-color-scheme: dark\)">', text)
    day = re.findall(r'<img src="([^"]+)"', text)
    drawn = [get(site, address).text for address in (*day, *night)]
    assert len(drawn) == 2
    for scheme, drawing in zip(("light", "dark"), drawn, strict=True):
        assert set(COLOUR.findall(drawing)) == {palettes()[scheme][name] for name in ("madder", "flax")}


def test_pictures_of_the_pages_take_their_colours_from_the_style(site: Client) -> None:
    for path in ("/", "/ontology/claims"):
        drawn = "".join(re.findall(r"<svg.*?</svg>", get(site, path).text, re.DOTALL))
        assert drawn
        assert re.findall(r"(?:fill|stroke|style)=", drawn) == [], path
