"""What the docs show works: files of a story are read by their specs, commands and options are those of the program,
rules of the check have their names. What the tutorial shows is done to the letter by `tests/e2e/test_tutorial.py`.

What cannot be tried here says why, in `NOT_TRIED` and `OTHER_WORDS`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

from explainer.cli.main import group
from explainer.problems import Problem
from explainer.story.load.fields import Notes
from explainer.story.load.format_figures import read_options
from explainer.story.load.format_story import FILES
from explainer.story.load.yaml_text import Node, compose
from tests.markdown import Block, blocks

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = {
    "docs/cli.md": "made from the program",
    "docs/keys.md": "made from the program",
    "docs/figures.md": "made with the pictures",
    "docs/authors/reference.md": "made from the model",
    "docs/performance.md": "made by the bench",
}
"""Pages that nobody writes; `tools/docs.py --check` and others look after them."""
DONE = {"docs/authors/tutorial.md": "done to the letter by tests/e2e/test_tutorial.py"}
"""Pages whose blocks another test does."""

NOT_TRIED = {
    "valkey": "the settings of a Valkey, which tests/e2e/test_rooms_hosts.py starts with its own",
    "haproxy": "a balancer's, which is not installed here",
    "nginx": "a balancer's, which is not installed here",
    "json": "an editor's settings",
    "lua": "an editor's settings",
    "text": "what a program prints",
}
"""Languages of blocks that no part of this program reads."""

OTHER_WORDS = {
    "pip": "installs from this folder; tests/e2e/test_install.py does that",
    "ssh": "what guests type, tried by tests/e2e/test_ssh_reading.py and others",
    "install": "a host's files",
    "scp": "a host's files",
    "chmod": "a host's files",
    "mkdir": "a shell's word",
    "lego": "asks a provider of names, which no test does",
    "openssl": "tried to the letter by tests/e2e/test_web_door.py",
    "printf": "a shell's word",
}
"""First words of lines that are not this program's."""

_TABLE_ROW = re.compile(r"\s{2,}#.*$")
_DRAWN = re.compile("[─└├]")
"""Signs of a drawing."""
_PROGRAM = re.compile(r"^(?:\.venv/bin/)?explainer$")


def pages() -> list[str]:
    starter = ROOT / "explainer" / "cli" / "starter" / "README.md"
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", starter, *sorted((ROOT / "docs").rglob("*.md"))]
    return [path.relative_to(ROOT).as_posix() for path in found]


def by_hand() -> list[str]:
    return [page for page in pages() if page not in WRITTEN]


def code_of(page: str) -> Iterator[Block]:
    for block in blocks((ROOT / page).read_text(encoding="utf-8")):
        if block.language:
            yield block


def lines_of(block: Block) -> Iterator[str]:
    """The command lines of a block, one that ends in a backslash with the next; without comments."""
    for line in block.text.replace("\\\n", " ").splitlines():
        bare = _TABLE_ROW.sub("", re.sub(r"^\s*#.*", "", line)).strip()
        bare = re.sub(r"(?<=\S) # .*$", "", bare)
        if bare and not re.fullmatch(r"[A-Z_]+=\S+", bare):
            yield bare


def is_shell(block: Block) -> bool:
    """Whether a block without a language holds commands: its first line begins with one of the known words."""
    if block.language == "sh":
        return True
    if block.language != "?":
        return False
    first = next(lines_of(block), "").split()
    known = {"make", *OTHER_WORDS}
    return (
        bool(first)
        and not _DRAWN.search(block.text)
        and (bool(_PROGRAM.match(first[0])) or first[0] in known)
    )


# Commands


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text()))


def fault_of(line: str) -> str:
    """Why a command line would be refused before it does anything; empty when it would not."""
    words = shlex.split(line.split(" > ")[0].split(" | ")[0])
    if words[0] == "make":
        unknown = [word for word in words[1:] if "=" not in word and word not in targets()]
        return f"no target of the Makefile: {unknown}" if unknown else ""
    if not _PROGRAM.match(words[0]):
        return (
            ""
            if words[0] in OTHER_WORDS or words[0].startswith(".venv/bin/")
            else f"no known word: {words[0]}"
        )
    try:
        _parse(words[1:])
    except click.exceptions.Exit:  # --help, --version
        return ""
    except click.UsageError as error:
        return error.format_message()
    return ""


def _parse(words: list[str]) -> None:
    """As the program parses, up to the point at which the command would begin."""
    with group.make_context("explainer", list(words)) as context:
        name, command, rest = group.resolve_command(
            context, [*getattr(context, "_protected_args", ()), *context.args]
        )
        assert command is not None
        with command.make_context(name, list(rest), parent=context):
            pass


@pytest.mark.parametrize("page", by_hand())
def test_every_command_of_a_page_is_one(page: str) -> None:
    faults = [
        f"{page}:{block.line}: {line}: {fault}"
        for block in code_of(page)
        if is_shell(block)
        for line in lines_of(block)
        if (fault := fault_of(line))
    ]
    assert faults == []


@pytest.mark.parametrize("page", by_hand())
def test_every_command_in_a_sentence_is_one(page: str) -> None:
    said = []
    for token in MarkdownIt("commonmark").enable("table").parse((ROOT / page).read_text(encoding="utf-8")):
        for child in token.children or ():
            if child.type == "code_inline" and re.match(r"(?:\.venv/bin/)?explainer ", child.content):
                fault = fault_of(child.content)
                if fault and not _is_short(fault):
                    said.append(f"{page}: {child.content}: {fault}")
    assert said == []


def _is_short(fault: str) -> bool:
    """In a sentence an argument may be left out (`explainer export` writes a page), a word may stand for several."""
    return fault.startswith(("Missing argument", "Missing option")) or bool(
        re.search(r"'[A-Z]+' is not", fault)
    )


def test_the_faults_are_seen() -> None:
    assert fault_of("explainer chekc FOLDER")
    assert fault_of("explainer check FOLDER --walk 3")
    assert fault_of("explainer export --to pdf OUT")
    assert fault_of("make hay")
    assert fault_of("frobnicate x")
    assert not fault_of("explainer --at the-scene")
    assert not fault_of(".venv/bin/explainer takeaway --to html > mine.html")


# Story files


def problems_of(block: Block, page: str) -> list[Problem]:
    """What the loader says of the things in a block; ids that are named elsewhere in the story are not looked up."""
    document = compose(page, block.text.encode())
    notes = Notes(document)
    if document.root is None:
        return document.problems
    if document.root.kind == "list":  # steps of a scene
        FILES["scene"].fields["body"].read(document.root, "body", notes)
    else:
        for node in _files(document.root):
            kind = next(key.value for key, _value in node.entries if key.value in FILES)
            FILES[kind].read(node, "", notes)
            for figure in (node.get("figures") or node).items:
                options, named = figure.get("options"), figure.get("kind")
                if options is not None and named is not None:
                    read_options(named.value, options, "options", notes)
    return [*document.problems, *notes.problems]


def _files(root: Node) -> Iterator[Node]:
    """A block may show the beginnings of several files, one behind the other."""
    lists = [(key, value) for key, value in root.entries if key.value in FILES and value.kind == "list"]
    if len(lists) < 2:
        yield root
        return
    for key, value in lists:
        yield Node("map", root.line, root.column, root.start, root.end, entries=[(key, value)])


@pytest.mark.parametrize("page", [page for page in by_hand() if page not in DONE])
def test_every_story_file_of_a_page_is_read_without_a_fault(page: str) -> None:
    found = [
        f"{page}:{block.line + problem.line}: {problem.message}"
        for block in code_of(page)
        if block.language == "yaml"
        for problem in problems_of(block, page)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("claims:\n  - id: a\n    question: b\n", "missing-field"),
        ("- text: a\n  rest_on: [b]\n", "unknown-key"),
        (
            "figures:\n  - {id: a, kind: bars, title: b, data: c, twin: d, rests_on: [e], options: {unot: f}}\n",
            "unknown-key",
        ),
        ("sources:\n  - id: A b\n", "bad-id"),
    ],
)
def test_a_faulty_example_is_seen(text: str, rule: str) -> None:
    assert rule in {problem.rule for problem in problems_of(Block("yaml", text, 1), "x.md")}


@pytest.mark.parametrize("page", by_hand())
def test_every_rule_that_a_page_names_is_one_of_the_checks(page: str) -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "explainer" / "story").rglob("*.py"))
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set()
    for table in re.findall(r"(?m)^\| rule \|.*\n\| --- .*\n((?:\|.*\n)+)", text):
        for row in table.splitlines():
            named |= set(re.findall(r"`([a-z-]+)`", row.split("|")[1]))
    assert {rule for rule in named if f'"{rule}"' not in code} == set()


# All of it


def test_every_block_is_tried_or_says_why_not() -> None:
    unknown = []
    for page in by_hand():
        if page in DONE:
            continue
        for block in code_of(page):
            if (
                block.language not in ("yaml", "sh", *NOT_TRIED)
                and not is_shell(block)
                and block.language != "?"
            ):
                unknown.append(f"{page}:{block.line}: {block.language}")
            if block.language == "?" and not is_shell(block):
                looks_like_one = re.search(r"(?m)^(?:\.venv/bin/)?explainer \w+ ", block.text)
                if looks_like_one and not _DRAWN.search(block.text):
                    unknown.append(f"{page}:{block.line}: a command among other lines")
    assert unknown == []


def test_reasons_are_not_left_behind() -> None:
    """A reason for a block that is no longer there is taken out, save those for pages that are made elsewhere."""
    used = {block.language for page in by_hand() for block in code_of(page)}
    first = {
        line.split()[0]
        for page in by_hand()
        for block in code_of(page)
        if is_shell(block)
        for line in lines_of(block)
    }
    assert set(NOT_TRIED) - used == set()
    assert set(OTHER_WORDS) - first == set()
