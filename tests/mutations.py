"""Every place where a rule of evidence can be broken in a story: one generator of plants for each rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from explainer.story.check import facts
from explainer.story.check.lint import is_carried
from explainer.story.load.yaml_text import Node
from explainer.story.model import lens
from explainer.story.model.dates import first_day
from tests.planting import Edit, Ground, Plant, add_key, end_of, key_of, put, take_out

Mutation = Callable[[Ground], Iterator[Plant]]
LONG = "word " * 31


def _prose_steps(ground: Ground) -> Iterator[tuple[str, object, int, Node, Node]]:
    """Text steps whose text is a block, with a place at its end to put words at."""
    for scene, where, index, node in ground.steps():
        text = node.get("text")
        if (
            text is not None
            and text.kind == "text"
            and not text.plain
            and where.document.text[text.start] in "|>"
        ):
            yield scene, where, index, node, text


def _append(where: object, text: Node, words: str) -> Plant:
    """Words at the end of a step's text, on a line of their own."""
    document = where.document  # type: ignore[attr-defined]
    end = end_of(where, text)  # type: ignore[arg-type]
    line = document.text.rindex("\n", 0, end) + 1
    indent = re.match(r" *", document.text[line:])
    assert indent is not None
    added = f"\n{indent[0]}{words}"
    return Plant((Edit(document.file, end, end, added),), document.file, end, len(added))


# The first issue: what a text rests on.


def rests_on(ground: Ground) -> Iterator[Plant]:
    for _scene, where, _index, node in ground.steps():
        text = where.document.text[node.start : node.end]
        if node.get("rests_on") is not None and node.get("text") is not None and "[^" not in text:
            edit = take_out(where, node, "rests_on")
            yield Plant((edit,), where.document.file, node.start)


def not_a_quote(ground: Ground) -> Iterator[Plant]:
    reports = {e.source: e.id for e in ground.story.excerpts.values() if e.form == "report"}
    for _scene, where, _index, node in ground.steps():
        quote = node.get("quote")
        if quote is not None and ground.story.excerpts[quote.value].source in reports:
            report = reports[ground.story.excerpts[quote.value].source]
            yield Plant((put(where, quote, report),), where.document.file, quote.start)


def number(ground: Ground) -> Iterator[Plant]:
    for _scene, where, _index, _node, text in _prose_steps(ground):
        yield _append(where, text, "There were 7,778,779 of them.")


def date(ground: Ground) -> Iterator[Plant]:
    for _scene, where, _index, _node, text in _prose_steps(ground):
        yield _append(where, text, "It was 29 February 1904.")


def unused_waiver(ground: Ground) -> Iterator[Plant]:
    for _scene, where, _index, node in ground.steps():
        if node.entries[0][0].value == "facilitator" or not node.get("rests_on"):
            continue
        key = key_of(node, "rests_on")
        line = where.document.text.rindex("\n", 0, key.start) + 1
        added = " " * (key.column - 1) + 'waive: [{text: "7778779", reason: none}]\n'
        yield Plant((Edit(where.document.file, line, line, added),), where.document.file, line)


def quote_not_found(ground: Ground) -> Iterator[Plant]:
    for excerpt, where in ground.excerpts():
        source = ground.story.sources[ground.story.excerpts[excerpt].source]
        text = where.node.at("text")
        if ground.story.excerpts[excerpt].form == "quote" and source.stored and text.plain:
            word = re.compile(r"(?<= )[a-z]{4,}(?= )").search(where.document.text, text.start, text.end)
            if word:
                edit = Edit(where.document.file, word.start(), word.end(), "zzzz")
                yield Plant((edit,), where.document.file, text.start)


def quote_too_long(ground: Ground) -> Iterator[Plant]:
    for excerpt, where in ground.excerpts():
        held = ground.story.excerpts[excerpt]
        if held.form == "quote" and not ground.story.sources[held.source].stored:
            node = where.node.at("original" if held.original else "text")
            yield Plant((put(where, node, LONG),), where.document.file, node.start)


def no_translator(ground: Ground) -> Iterator[Plant]:
    for excerpt, where in ground.excerpts():
        held = ground.story.excerpts[excerpt]
        if held.form == "quote" and held.original and held.translation_by:
            edit = put(where, where.node.at("translation_by"), "null")
            yield Plant((edit,), where.document.file, where.node.at("original").start)


def no_short(ground: Ground) -> Iterator[Plant]:
    """A claim is printed inside a sentence as of a day on which nothing was said."""
    claims = [claim.id for claim in ground.story.claims.values() if not claim.as_known]
    for place, (_scene, where, _index, _node, text) in enumerate(_prose_steps(ground)):
        mark = f"{{{claims[place % len(claims)]}@1801-01-01}}"
        yield _append(where, text, f"So {mark}")


def accusation(ground: Ground) -> Iterator[Plant]:
    for claim, where in ground.claims():
        for place, version in enumerate(ground.story.claims[claim].versions):
            node = where.node.at("versions", place)
            terms = [ground.story.terms[key] for key in version.accuses]
            accused = [
                n for n, term in enumerate(terms) if term.kind == "person" and term.living is not False
            ]
            free = not version.withdrawn_on and version.status != "retracted"
            if len(accused) == 1 and version.outcome and free:
                edit = put(where, node.at("outcome"), "null")
                yield Plant((edit,), where.document.file, node.at("accuses", accused[0]).start)


# Issue 3, section 2.7.


def one_issuer(ground: Ground) -> Iterator[Plant]:
    for claim, where in ground.claims():
        held = ground.story.claims[claim]
        if not lens.contested(held) or held.waived or len(held.versions) < 2:
            continue
        nodes = [node.at("issuer") for node in where.node.at("versions").items]
        edits = [put(where, node, "The very same") for node in nodes]
        if where.node.get("contested") is not None:
            edits.append(put(where, where.node.at("contested"), "true"))
        else:
            edits.append(add_key(where, where.node, "contested: true"))
        yield Plant(tuple(edits), where.document.file, where.node.at("id").start)


def one_voice(ground: Ground) -> Iterator[Plant]:
    """Whoever speaks against a contested claim is gone: all other versions are retracted."""
    for claim, where in ground.claims():
        held = ground.story.claims[claim]
        heard = [v for v in held.versions if v.status not in ("superseded", "retracted")]
        if not lens.contested(held) or held.waived or len({v.issuer for v in heard}) < 2:
            continue
        others = [n for n, v in enumerate(held.versions) if v in heard and v.issuer != heard[0].issuer]
        edits = [put(where, where.node.at("versions", n, "status"), "retracted") for n in others]
        if where.node.get("contested") is not None:
            edits.append(put(where, where.node.at("contested"), "true"))
        else:
            edits.append(add_key(where, where.node, "contested: true"))
        yield Plant(tuple(edits), where.document.file, where.node.at("id").start)


def out_of_reach(ground: Ground) -> Iterator[Plant]:
    """The mark of a contested claim is gone from the step that gives one of its numbers."""
    for _scene, where, _index, _node, text in _prose_steps(ground):
        raw = where.document.text[text.start : text.end]  # type: ignore[attr-defined]
        cited = {ground.story.excerpts[key].source for key in re.findall(r"\[\^([a-z0-9-]+)\]", raw)}
        for claim in dict.fromkeys(re.findall(r"\{\^([a-z0-9-]+)\}", raw)):
            plant = _without_mark(ground, where, text, claim, cited)
            if plant:
                yield plant


def _without_mark(ground: Ground, where: object, text: Node, claim: str, cited: set[str]) -> Plant | None:
    held = ground.story.claims[claim]
    document = where.document  # type: ignore[attr-defined]
    raw = document.text[text.start : text.end]
    values = {
        fact.number
        for version in held.versions
        if cited & set(version.source)
        for fact in facts.facts(version.short or version.value)
        if fact.kind == "number" and len(fact.number) > 2 and not re.fullmatch(r"(?:19|20)\d\d", fact.number)
    }
    plain = re.sub(r"\[\[[^\[\]|]*\||\[\^[^\[\]]*\]|\{[^{}\n]*\}", lambda match: "\0" * len(match[0]), raw)
    said = [fact for fact in facts.facts(plain) if fact.kind == "number" and fact.number in values]
    if not said or not lens.contested(held) or raw.count(said[0].surface) != 1:
        return None
    marks = re.finditer(rf"\{{\^{claim}\}}", raw)
    edits = [Edit(document.file, text.start + m.start(), text.start + m.end(), "") for m in marks]
    return Plant(tuple(edits), document.file, text.start + said[0].start)


def unused_source(ground: Ground) -> Iterator[Plant]:
    for place, source in enumerate(ground.story.sources):
        where = ground.where("source", source)
        line = where.document.text.rindex("\n", 0, where.node.start) + 1
        dash = where.document.text[line : where.node.start]
        inner = " " * len(dash)
        added = f"{dash}id: idle-{place}\n" + "".join(
            f"{inner}{words}\n" for words in ("title: Idle", "publisher: Idle", "language: en", "kind: other")
        )
        yield Plant((Edit(where.document.file, line, line, added),), where.document.file, line)


def unused_claim(ground: Ground) -> Iterator[Plant]:
    source = next(iter(ground.story.sources))
    for place, (_claim, where) in enumerate(ground.claims()):
        line = where.document.text.rindex("\n", 0, where.node.start) + 1
        added = (
            f"  - id: idle-{place}\n    question: Who knows?\n    versions:\n      - id: v1\n        value: nobody\n"
            f"        issuer: Nobody\n        side: other\n        source: [{source}]\n        status: standing\n"
        )
        yield Plant((Edit(where.document.file, line, line, added),), where.document.file, line)


def old_value(ground: Ground) -> Iterator[Plant]:
    """A value of an earlier day, replaced since, in a scene that begins later."""
    old = [
        (claim.id, version.said_on)
        for claim in ground.story.claims.values()
        for version in claim.versions
        if version.precision == "day" and version in lens.standing(claim, version.said_on) and version.short
        and version.status == "superseded" and all(v.short for v in lens.standing(claim, version.said_on))
    ]  # fmt: skip
    for place, (scene, where, _index, _node, text) in enumerate(_prose_steps(ground)):
        start = first_day(ground.story.scenes[scene].when.start)
        fits = [one for one in old if one[1] < start]
        if fits:
            claim, day = fits[place % len(fits)]
            yield _append(where, text, f"So {{{claim}@{day}}}")


def replaced_and_standing(ground: Ground) -> Iterator[Plant]:
    for claim, where in ground.claims():
        for place, version in enumerate(ground.story.claims[claim].versions):
            if version.status == "superseded":
                status = where.node.at("versions", place, "status")
                yield Plant((put(where, status, "standing"),), where.document.file, status.start)


def as_known_reason(ground: Ground) -> Iterator[Plant]:
    for claim, where in ground.claims():
        for place, _correction in enumerate(ground.story.claims[claim].as_known):
            node = where.node.at("as_known", place)
            yield Plant((take_out(where, node, "reasons"),), where.document.file, node.start)


def borrowed_quote(ground: Ground) -> Iterator[Plant]:
    for excerpt, where in ground.excerpts():
        held = ground.story.excerpts[excerpt]
        if held.form == "quote" and held.carrier and is_carried(ground.story, held.source):
            edit = put(where, where.node.at("carrier"), "null")
            yield Plant((edit,), where.document.file, where.node.at("speaker").start)


def borrowed_version(ground: Ground) -> Iterator[Plant]:
    for claim, where in ground.claims():
        for place, version in enumerate(ground.story.claims[claim].versions):
            node = where.node.at("versions", place)
            if all(is_carried(ground.story, key) for key in version.source) and node.get("quoted"):
                edits = [put(where, node.at("quoted"), "true")]
                if version.carrier:
                    edits.append(put(where, node.at("carrier"), "null"))
                yield Plant(tuple(edits), where.document.file, node.at("quoted").start)


def one_side(ground: Ground) -> Iterator[Plant]:
    """Every voice in a disputed scene is of one side."""
    from explainer.story.check.lint import voices
    from explainer.story.model.json_records import links

    for scene in voices(ground.story):
        used, edits = links(ground.story).of_scene[scene], []
        for key in used["excerpt"]:
            where = ground.where("excerpt", key)
            edits.append(put(where, where.node.at("side"), "other"))
        for key in used["claim"]:
            where = ground.where("claim", key)
            edits += [put(where, node.at("side"), "other") for node in where.node.at("versions").items]
        at = ground.where("scene", scene)
        yield Plant(tuple(edits), at.document.file, at.node.at("scene").start)


def differ(ground: Ground) -> Iterator[Plant]:
    for claim, where in ground.claims():
        if len(ground.story.claims[claim].versions) > 1:
            edit = take_out(where, where.node, "differ")
            yield Plant((edit,), where.document.file, where.node.at("id").start)


MUTATIONS: list[tuple[str, Mutation]] = [
    ("rests-on", rests_on),
    ("not-a-quote", not_a_quote),
    ("number", number),
    ("number", date),
    ("unused-waiver", unused_waiver),
    ("quote-not-found", quote_not_found),
    ("quote-too-long", quote_too_long),
    ("translation", no_translator),
    ("no-short", no_short),
    ("accusation", accusation),
    ("one-issuer", one_issuer),
    ("no-opponent", one_voice),
    ("no-opponent", out_of_reach),
    ("unused-source", unused_source),
    ("unused-claim", unused_claim),
    ("superseded", old_value),
    ("superseded", replaced_and_standing),
    ("as-known-reason", as_known_reason),
    ("carried-words", borrowed_quote),
    ("carried-words", borrowed_version),
    ("one-side", one_side),
    ("differ", differ),
]
"""The rule that must tell it, and where it can be broken."""
