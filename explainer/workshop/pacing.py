"""The tallies of the pace: one for each minute, so that a press fades also when the worker that counted it has died.

Pure.
"""

from __future__ import annotations

from explainer.workshop.guests import PACE, PACE_LASTS

MINUTE = 60
BEGINS = "pace:"
"""How these tallies begin; the rest is the minute."""


def tally_of(at: float) -> str:
    """The tally of a press on the pace; one for each minute, so that it fades also when its worker dies.

    Args:
        at: seconds since the epoch, for which all workers have one clock.
    """
    return f"{BEGINS}{int(at // MINUTE)}"


def counted_now(at: float, tallies: dict[str, dict[str, int]]) -> dict[str, int]:
    """What counts on the pace: of the minute of now and the five before it, since a press comes within its minute.

    A worker that lives withdraws each press after `PACE_LASTS`; of one that died they count a minute longer at most.

    Args:
        at: seconds since the epoch.
        tallies: of all minutes, by name.
    """
    now, counts = int(at // MINUTE), dict.fromkeys(PACE, 0)
    for minute in range(now - PACE_LASTS // MINUTE, now + 2):  # the next one: another worker's clock is ahead
        for how, number in tallies.get(f"{BEGINS}{minute}", {}).items():
            counts[how] = counts.get(how, 0) + number
    return {how: number for how, number in counts.items() if number}
