"""`--as-known-on` for every kind and for search; `--cite`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.cli.test_commands import ask as ask  # the same fixture: runs a command on the tiny story


@pytest.mark.parametrize(
    ("kind", "key", "stands", "later"),
    [
        ("source", "late-report", False, "1932-06"),
        ("source", "port-gazette", True, None),
        ("excerpt", "inquiry", False, "1932-06"),
        ("excerpt", "lamp-out", True, None),
        ("figure", "f-boats", True, None),
        ("claim", "boats-lost", ["v1"], ["v2", "v3"]),
        ("term", "oda-berg", [], None),
        ("scene", "the-lamp", {}, {"1": "1932-06"}),
        ("scene", "the-warning", {"boats-lost": ["v1"]}, {}),
    ],
)
def test_json_says_what_stands_and_what_was_said_later(
    ask: Any, kind: str, key: str, stands: Any, later: Any
) -> None:
    code, out, _err = ask("show", kind, key, "--json", "--as-known-on", "1931-02-04")
    found = json.loads(out)
    assert code == 0
    assert (found.pop("stands"), found.pop("said_later")) == (stands, later)
    assert list(found) == list(json.loads(ask("show", kind, key, "--json")[1]))
    for words in ("12 boats", "15 boats", "Nobody was at the mast", "What the inquiry found", "1931-02-08"):
        assert words not in out


def test_texts_are_folded(ask: Any) -> None:
    words = "Nobody was at the mast"
    for kind, key in (("excerpt", "inquiry"), ("source", "late-report"), ("scene", "the-lamp")):
        assert words in ask("show", kind, key)[1] or kind == "scene"
        code, out, _err = ask("show", kind, key, "--as-known-on", "1931-02-04")
        assert code == 0
        assert words not in out and "aid later: " in out and "As known on 4 February 1931." in out


def test_a_source_tells_its_dossier(ask: Any) -> None:
    out = ask("show", "source", "port-gazette")[1]
    for words in (
        "Carriage: original. The publisher’s own page.",
        "How sure we are: A local paper.",
        "The story takes from it:",
        "7 boats. Harbour office, 3 February 1931. Replaced.",
        "12 boats. Harbour office, 8 February 1931. Stands.",
        "What others say to the same questions:",
        "15 boats. The crews, about February 1931. Stands.",
    ):
        assert words in out
    then = ask("show", "source", "port-gazette", "--as-known-on", "1931-02-03")[1]
    assert "12 boats" not in then and "7 boats. Harbour office, 3 February 1931. Stands." in then


def test_an_end_after_the_day_is_not_told(ask: Any) -> None:
    assert "keeper, from 1925" in ask("show", "term", "oda-berg", "--as-known-on", "1930-01-01")[1]
    assert (
        "1931" not in ask("show", "term", "oda-berg", "--as-known-on", "1930-01-01")[1].split("Rests on")[0]
    )
    assert "No source we hold gives one" in ask("show", "term", "oda-berg", "--as-known-on", "1931-02-04")[1]


def test_search_under_a_date(ask: Any) -> None:
    out = ask("search", "mast", "--as-known-on", "1931-02-04")[1]
    assert out.startswith("As known on 4 February 1931.")
    assert "said later: about June 1932" in out and "nobody" not in out
    hits = json.loads(ask("search", "mast", "--json", "--as-known-on", "1931-02-04")[1])
    assert {hit["said_later"] for hit in hits if hit["kind"] == "scene"} == {"1932-06"}
    assert [hit["id"] for hit in hits] == [
        hit["id"] for hit in json.loads(ask("search", "mast", "--json")[1])
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["show", "term", "oda-berg", "--cite", "plain"],
            2,
            "--cite is for an excerpt, a claim or a source.",
        ),
        (["show", "excerpt", "inquiry", "--cite", "plain", "--as-known-on", "1931-02-04"], 1, "said later"),
        (["show", "claim", "boats-lost", "--cite", "word"], 2, "word"),
        (["search", "mast", "--as-known-on", "1931-02"], 2, "no whole day"),
        (["show", "source", "nobody", "--cite", "bibtex"], 1, "no source nobody"),
    ],
)
def test_wrong_usage_and_what_cannot_be(ask: Any, words: list[str], code: int, said: str) -> None:
    found, out, err = ask(*words)
    assert (found, out) == (code, "")
    assert said in err


def test_the_three_forms(ask: Any) -> None:
    assert "Rests on:" in ask("show", "claim", "boats-lost", "--cite", "plain")[1]
    assert ask("show", "claim", "boats-lost", "--cite", "bibtex")[1].startswith(
        "@misc{the-storm-of-1931-boats-lost,"
    )
    assert (
        json.loads(ask("show", "excerpt", "inquiry", "--cite", "csl-json")[1])[0]["publisher"]
        == "Board of inquiry"
    )
