"""The votes of a room's report in words: a table and sentences each, and one line each for the first page."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.messages import _, ngettext
from explainer.workshop.report import Report, Vote, Way


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows of texts; the first column names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One vote: its heading, its table where there is one, and sentences under it."""

    heading: str
    table: Table | None
    said: tuple[str, ...]


def clock(seconds: int) -> str:
    """`1:07` for an hour and seven minutes."""
    whole = max(0, seconds) // 60
    return f"{whole // 60}:{whole % 60:02}"


def votes(report: Report) -> tuple[Told, ...]:
    """Every vote that was put, in order. One that was asked again stands once, with both answers beside each other."""
    ways = {one.vote: one for one in report.ways}
    by_id = {vote.id: vote for vote in report.votes}
    return tuple(_told(vote, by_id.get(vote.before), ways.get(vote.id)) for vote in once(report))


def once(report: Report) -> list[Vote]:
    """The votes, without those whose answers stand beside those of the same question asked again."""
    beside = {vote.before for vote in report.votes if vote.shift is not None}
    return [vote for vote in report.votes if vote.id not in beside or vote.shift is not None]


def _told(vote: Vote, first: Vote | None, way: Way | None) -> Told:
    at = _("{question} ({at})")
    said = [*_numbers(vote, first), *_why(vote, first)]
    if 0 <= vote.right < len(vote.options):
        said.append(_("The sources give: {option}.").format(option=vote.options[vote.right].rstrip(".")))
    if vote.line and vote.right >= 0:
        said.append(vote.line)
    if vote.address and vote.right >= 0:
        said.append(_("It stands at {address}.").format(address=vote.address))
    if way is not None:
        said += _fork(vote, way)
    times = clock(vote.at)
    if vote.before:
        times = _("again {at}").format(at=times)
    if first is not None and vote.shift is not None:
        times = f"{clock(first.at)}, {times}"
    return Told(at.format(question=vote.question, at=times), _table(vote), tuple(said))


def _table(vote: Vote) -> Table | None:
    if vote.shift is not None:
        return _shift_table(vote)
    numbers = vote.counts if vote.told == "exact" else vote.shares
    if not numbers:
        return None
    unit = "" if vote.told == "exact" else " %"
    rows = tuple(
        (option, f"{number}{unit}")
        for option, number in zip(_options(vote), numbers, strict=True)
        if _kept(vote, number)
    )
    return Table((_("option"), _("answers")), rows)


def _options(vote: Vote) -> tuple[str, ...]:
    """Of a vote on the way with their numbers: by these the room read what it chose."""
    if vote.kind != "branch":
        return vote.options
    return tuple(f"{number} {option}" for number, option in enumerate(vote.options, 1))


def _shift_table(vote: Vote) -> Table:
    shift = vote.shift
    assert shift is not None
    unit = " %" if shift.in_shares else ""
    rows = tuple(
        (option, f"{before}{unit}", f"{after}{unit}", f"{change:+d}" if change else "0")
        for option, before, after, change in zip(
            vote.options, shift.before, shift.after, shift.difference, strict=True
        )
        if _kept(vote, before, after)
    )
    return Table((_("option"), _("before"), _("after"), _("shift")), rows)


def _kept(vote: Vote, *numbers: int) -> bool:
    """A ballot of a document's sentences has 25 rows: those that nobody chose are told in one sentence."""
    return vote.kind != "sentence" or any(numbers)


def _numbers(vote: Vote, first: Vote | None) -> list[str]:
    if vote.told == "exact" and vote.shift is not None and first is not None and first.told == "exact":
        text = _(
            "{before} answered before, {after} after; not always the same people. {connected} connected."
        )
        said = [text.format(before=first.answers, after=vote.answers, connected=vote.connected)]
    elif vote.told == "exact":
        text = ngettext(
            _("{n} answer, {connected} connected."), _("{n} answers, {connected} connected."), vote.answers
        )
        said = [text.format(n=vote.answers, connected=vote.connected)]
    else:
        said = []
    numbers = (vote.shift.before, vote.shift.after) if vote.shift else (vote.counts or vote.shares,)
    unchosen = sum(not any(row) for row in zip(*numbers, strict=True))
    if vote.kind == "sentence" and unchosen:
        said.append(_unmarked(vote, unchosen))
    return said


def _unmarked(vote: Vote, number: int) -> str:
    """Of those that have no row; a share of 0 % is one below 5 %, and not nobody."""
    in_shares = vote.shift.in_shares if vote.shift else vote.told == "shares"
    if in_shares:
        return _("Sentences with less than 5 % each: {n}.").format(n=number)
    return _("Sentences that nobody marked: {n}.").format(n=number)


def _why(vote: Vote, first: Vote | None) -> list[str]:
    """Why a number is not there."""
    said = []
    if vote.told == "few":
        said.append(_("Not shown: fewer than five answered."))
    elif vote.told == "uncounted":
        said.append(_("Not counted: the room was closed while this was open."))
    elif vote.told == "words":
        said.append(
            _("{words} Of so few a number would tell what one of them said.").format(words=vote.words)
        )
    elif vote.told == "shares" or (vote.shift is not None and vote.shift.in_shares):
        said.append(
            _(
                "Shares in steps, no numbers: all or all but one answered, or agree. Exact numbers would tell what the"
                " one did."
            )
        )
    if first is not None and vote.shift is None and vote.told in ("exact", "shares"):
        said.append(_("No shift: one of the two was answered by fewer than ten, or not counted."))
    if not vote.shown and vote.told in ("exact", "shares", "words"):
        said.append(_("Counted, and not shown to the room."))
    return said


def _fork(vote: Vote, way: Way) -> list[str]:
    said = [way.said] if way.said and vote.told != "few" else []
    if way.margin:
        said.append(_("Margin: {n}.").format(n=way.margin))
    if way.taken < 0:
        if vote.shown:
            said.append(_("The room went nowhere from there."))
    elif way.taken >= len(vote.options):
        said.append(_("Taken: another way."))
    else:
        said.append(_("Taken: {option}").format(option=vote.options[way.taken]))
    return said


def answered(vote: Vote) -> str:
    """What most answered, and how many of how many."""
    if vote.told == "words":
        return f"{vote.question} {vote.words}"
    in_shares = vote.told == "shares" or (vote.shift is not None and vote.shift.in_shares)
    after = vote.shift.after if vote.shift is not None else ()
    numbers = after or vote.counts or vote.shares
    first = [at for at, number in enumerate(numbers) if number == max(numbers)]
    options = _(" and ").join(vote.options[at].rstrip(".?") for at in first)
    number = numbers[first[0]]
    share, of = _("about {n} %"), _("{n} of {total}")
    said = share.format(n=number) if in_shares else of.format(n=number, total=vote.answers)
    if vote.shift is not None and len(first) == 1:
        before, total = vote.shift.before[first[0]], vote.shift.answers_before
        told = share.format(n=before) if in_shares else of.format(n=before, total=total)
        said += _(" (before: {told})").format(told=told)
    if vote.right in first:
        said += _("; so do the sources")
    elif 0 <= vote.right < len(vote.options):
        said += _("; the sources give: {option}").format(option=vote.options[vote.right].rstrip("."))
    return _("{question} {options}: {said}.").format(question=vote.question, options=options, said=said)
