"""What docs/authors/proofs.md shows is what check says of the planted faults and of the tiny story."""

from __future__ import annotations

import re
from pathlib import Path

from explainer.cli.walks import BOUND, describe_proof, prove_ways
from explainer.story.check.report import check
from tests.faulty_graph import GRAPH, WAYS
from tests.tiny import write_story

PAGE = (Path(__file__).parents[3] / "docs/authors/proofs.md").read_text(encoding="utf-8")


def told(folder: Path) -> list[str]:
    """All that check says of planted faults, and of a story without one."""
    messages = []
    for number, faulty in enumerate((*GRAPH, *WAYS)):
        report = check(faulty.write(folder / str(number)))
        problems = prove_ways(report.story)[1] if report.story else report.problems
        messages += [problem.message for problem in problems]
    report = check(write_story(folder / "tiny"))
    assert report.story is not None
    ways = [message.partition("; the way there: ")[2] for message in messages]
    return [*messages, *ways, describe_proof(report.story, prove_ways(report.story)[0])]


def test_each_example_is_what_check_says(tmp_path: Path) -> None:
    messages = told(tmp_path)
    shown = [line for block in re.findall(r"```text\n(.*?)```", PAGE, re.S) for line in block.splitlines()]
    assert len(shown) > 6
    for line in shown:
        assert line in messages
    named = re.findall(r"^\|.*\| (.*) \|$", PAGE, re.M)
    words = [
        quoted
        for cell in named
        for quoted in re.findall(r"`([^`]{20,})`", cell)
        if "what `check`" not in cell
    ]
    assert len(words) >= 7
    for quoted in words:
        assert any(quoted in message for message in messages), quoted
    assert f"{BOUND:,} states" in PAGE
