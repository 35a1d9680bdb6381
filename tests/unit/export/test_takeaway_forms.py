"""The three forms: all of it in each, nothing that was typed becomes a mark, the same bytes each time."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from explainer.export.takeaway import KeptLine, Takeaway
from explainer.export.takeaway_forms import (
    FORMS,
    form_of,
    lined_markdown,
    linked_html,
    linked_markdown,
    quoted_markdown,
    to_html,
    to_markdown,
    to_text,
)
from explainer.paint.cells import wrapping
from tests.unit.export.pages import seen

NASTY = "<script>alert(1)</script> *b* `c` [x](y)\n# head\n- item\n\n    indented </style> &lt;"


def taken(text: str = "Mine.") -> Takeaway:
    line = " ".join(text.split())
    note = KeptLine(text, text, line, "the-storm:lamp", line)
    return Takeaway(
        title=line, edition="Edition 1.", made_on="6 May 2024", lens="", way=(), read_too=(), unread="All.",
        notes=(note,), bookmarks=(KeptLine("", "Gone words", "", "", "Lost."),), doubts=(), marks=(), guesses=(),
        guesses_note="", claims=(), terms=(), check=("See https://a.example/b_c_d*e.",), care=("Think.",),
        language="en",
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_part_is_in_every_form(form: str) -> None:
    made = FORMS[form](taken())
    for words in (
        "My way",
        "My notes",
        "My bookmarks",
        "Lost.",
        "How to check",
        "Think.",
        "6 May 2024",
        "All.",
    ):
        assert words in made
    assert made.endswith("\n") and "\n\n\n" not in (made if form != "html" else "")


def test_html_holds_nothing_that_was_typed_as_markup() -> None:
    plain, nasty = seen(to_html(taken())), seen(to_html(taken(NASTY)))
    assert nasty.tags == plain.tags
    assert "script" not in nasty.tags
    assert NASTY in nasty.text


def test_html_needs_nothing_from_anywhere() -> None:
    page = to_html(taken())
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", page) == [
        "https://a.example/b_c_d*e"
    ]
    assert "default-src 'none'" in page and "<script" not in page
    assert "prefers-color-scheme: dark" in page and "@media print" in page


def test_markdown_holds_nothing_that_was_typed_as_a_mark() -> None:
    parser = MarkdownIt("commonmark")

    def shape(text: str) -> list[str]:
        return [t.type for t in parser.parse(to_markdown(taken(text))) if "paragraph" not in t.type]

    nasty, plain = shape(NASTY), shape("Mine.")
    assert [t for t in nasty if t != "inline"] == [t for t in plain if t != "inline"]
    page = parser.render(to_markdown(taken(NASTY)))
    assert "<script" not in page and '<a href="y"' not in page and "<em>b" not in page


@given(
    st.text(
        st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" \n#*-_`<>[]()&1.)|~+="), max_size=60
    )
)
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_out_of_a_quotation_or_a_paragraph(text: str) -> None:
    text = text.strip()
    parser = MarkdownIt("commonmark")
    types = {t.type for t in parser.parse(f"{lined_markdown(text)}\n\n{quoted_markdown(text)}\n")}
    assert types <= {"paragraph_open", "paragraph_close", "inline", "blockquote_open", "blockquote_close"}
    assert re.sub(r"<[^>]*>", "", str(linked_html(text))).count("<") == 0


def test_web_addresses_are_links_and_keep_their_signs() -> None:
    assert "<https://a.example/b_c>" in linked_markdown("See https://a.example/b_c.")
    assert 'href="https://a.example/?a=1&amp;b=2"' in linked_html("https://a.example/?a=1&b=2")
    assert "javascript" not in linked_html("javascript:alert(1)").replace("javascript:alert(1)", "")


@pytest.mark.parametrize("width", [24, 40, 72])
def test_text_fits_its_width(width: int) -> None:
    lines = to_text(taken("東京の灯台守は言った " * 9 + "end"), width).splitlines()
    broad = [line for line in lines if wrapping.width(line) > width and len(line.split()) > 3]
    assert broad == []


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.md", "markdown"), ("a.HTML", "html"), ("b.htm", "html"), ("c.txt", "text"), ("d", "text")],
)
def test_the_form_is_that_of_the_ending(name: str, form: str) -> None:
    assert form_of(PurePath(name)) == form


def test_the_same_bytes_whatever_the_hash_seed(
    run_python: Callable[..., subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "from explainer.story.load.cache import open_story; from explainer.cli.stories import shipped_story;"
        "from explainer.reading.run import begin; from explainer.export.takeaway import gather;"
        "from explainer.export.takeaway_forms import FORMS; import hashlib, msgspec;"
        "s = open_story(shipped_story(), cache_folder=None);"
        "r = msgspec.structs.replace(begin(s), seen=tuple(s.scenes), opened=tuple(f'term:{t}' for t in s.terms));"
        "print(hashlib.sha256(''.join(f(gather(s, r)) for f in FORMS.values()).encode()).hexdigest())"
    )
    found = set()
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        done = run_python(code)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1
