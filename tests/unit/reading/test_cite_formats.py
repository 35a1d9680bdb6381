"""Citations as BibTeX and CSL-JSON: read back by a parser, they hold what was cited, whatever signs it has."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from pybtex.richtext import Text

from explainer.problems import Cannot
from explainer.reading.citing.citation import address_of
from explainer.reading.citing.cite_formats import FORMATS, KINDS, Cited, bibtex, cite_as, csl_json
from explainer.story.model.structs import Story

THINGS = (("excerpt", "inquiry"), ("claim", "boats-lost"), ("source", "port-gazette"))


def _entry(text: str) -> Entry:
    entries = parse_string(text, "bibtex").entries
    assert len(entries) == 1
    return next(iter(entries.values()))


def _read(value: str) -> str:
    """A field as a bibliography prints it: LaTeX's commands undone."""
    return str(Text.from_latex(value))


@pytest.mark.parametrize(("kind", "key"), THINGS)
@pytest.mark.parametrize("form", FORMATS)
def test_each_says_edition_date_and_address(story: Story, kind: str, key: str, form: str) -> None:
    text = cite_as(story, kind, key, form)
    assert text.endswith("\n")
    assert story.edition.digest in text
    assert "As checked on 6 May 2024" in text
    assert address_of(story, kind, key) in text
    assert "As known on" not in text


@pytest.mark.parametrize("form", FORMATS)
def test_under_a_lens_each_says_the_day_and_what_stood(story: Story, form: str) -> None:
    text = cite_as(story, "claim", "boats-lost", form, "1931-02-03")
    assert "As known on 3 February 1931" in text and "@1931-02-03" in text
    assert "7 boats" in text and "12 boats" not in text
    assert "12 boats" in cite_as(story, "claim", "boats-lost", form)


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "claim"])
@pytest.mark.parametrize("form", FORMATS)
def test_what_was_said_later_is_refused(story: Story, kind: str, form: str) -> None:
    key = {"excerpt": "inquiry", "source": "late-report"}[kind]
    with pytest.raises(Cannot, match="said later: about June 1932"):
        cite_as(story, kind, key, form, "1931-02-03")


def test_a_claim_of_which_nothing_was_said_says_so(story: Story) -> None:
    assert "No source we hold says this by 2 February 1931." in cite_as(
        story, "claim", "boats-lost", "plain", "1931-02-02"
    )


def test_a_source_is_cited_as_itself(story: Story) -> None:
    entry = _entry(cite_as(story, "source", "log-book", "bibtex"))
    assert entry.key == "log-book"
    assert _read(entry.fields["title"]) == "Log of the Skerry light"
    assert [str(person) for person in entry.persons["author"]] == ["{Oda Berg}"]
    assert (entry.fields["year"], entry.fields["url"]) == ("1931", "https://archive.example/log")
    (item,) = json.loads(cite_as(story, "source", "log-book", "csl-json"))
    assert item["issued"] == {"date-parts": [[1931, 2, 2]]}
    assert item["author"] == [{"literal": "Oda Berg"}]
    assert (item["title"], item["URL"]) == ("Log of the Skerry light", "https://archive.example/log")


def test_an_archive_is_named(story: Story) -> None:
    source = msgspec.structs.replace(story.sources["log-book"], archive="https://web.example/log")
    kept = msgspec.structs.replace(story, sources=story.sources | {"log-book": source})
    assert "Archived: https://web.example/log" in cite_as(kept, "source", "log-book", "plain")
    assert (
        _entry(cite_as(kept, "source", "log-book", "bibtex")).fields["archive"] == "https://web.example/log"
    )
    assert json.loads(cite_as(kept, "source", "log-book", "csl-json"))[0]["archive_location"]


def test_a_claim_is_a_part_of_the_story(story: Story) -> None:
    entry = _entry(cite_as(story, "claim", "boats-lost", "bibtex"))
    assert entry.fields["booktitle"] == "The storm of 1931"
    assert "Stands: 12 boats. Harbour office" in _read(entry.fields["note"])
    (item,) = json.loads(cite_as(story, "claim", "boats-lost", "csl-json"))
    assert item["container-title"] == "The storm of 1931"
    assert "v1" not in item["note"] and "How many" not in item["note"]


SIGNS = st.text(st.sampled_from("ab cЖ“”’«»é{}\\$&#^_%~@\"',="), max_size=30)


@given(SIGNS.filter(lambda text: text.strip()))
def test_no_sign_of_a_title_breaks_the_entry(title: str) -> None:
    text = bibtex(
        Cited("key-1", "webpage", title, "a note", publisher="P", url="https://x.example/a_b%7E{c}")
    )
    entry = _entry(text)
    assert list(entry.fields) == ["title", "publisher", "url", "note"]
    assert entry.fields["url"] == "https://x.example/a_b%7E%7Bc%7D"
    plain = entry.fields["title"]
    named = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "braceleft": "{", "braceright": "}"}
    plain = re.sub(r"\\text(\w+)\{\}|\\([$&#%_])", lambda found: named.get(found[1] or "", found[2]), plain)
    assert plain[1:-1] == " ".join(title.split())
    assert json.loads(csl_json(Cited("key-1", "webpage", title, "a note")))[0]["title"]
