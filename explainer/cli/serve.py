"""`explainer serve [STORY]`: others read over SSH. Everything of it lives in `explainer.serve`."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.cli.folders import allowed_cache, state_folder
from explainer.cli.options import story_argument
from explainer.cli.output import narrate
from explainer.cli.stories import folder_of
from explainer.messages import _
from explainer.problems import UsageError

if TYPE_CHECKING:
    from explainer.serve.settings import Settings

MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as typed."""

    ssh: str
    workers: int | None
    metrics: str
    state: Path | None
    rooms: str = ""


@click.command(
    "serve", help=_("Let others read the story in the folder STORY over SSH; without it the shipped story.")
)
@story_argument
@click.option(
    "--ssh",
    metavar="ADDR",
    default="",
    help=_("Listen there: 127.0.0.1:2222 unless told otherwise; 0.0.0.0:2222 lets everybody in."),
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1, MOST_WORKERS),
    help=_("How many processes serve guests; one a core unless told otherwise."),
)
@click.option(
    "--metrics", metavar="ADDR", default="", help=_("Give sums to Prometheus there, on this machine alone.")
)
@click.option(
    "--state",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("Keep the host key and parked places there."),
)
@click.option(
    "--rooms",
    metavar="URL",
    default="",
    help=_("Serve the rooms kept there: valkey://HOST:PORT; without it those in the state folder."),
)
def command(folder: str | None, **asked: Any) -> int:
    from explainer.serve import front

    chosen = settings(folder, Asked(**asked))
    os.umask(0o077)  # whatever is written from here on is for this user alone
    gc.enable()  # the start turned it off for commands that end soon
    return front.run(chosen, _tell)


def settings(folder: str | None, asked: Asked) -> Settings:
    """What the front is started with.

    Raises:
        UsageError: an address is none, or the figures would be on the network.
    """
    from explainer.serve.addresses import parse
    from explainer.serve.settings import Settings

    story = folder_of(folder).absolute()
    if not story.is_dir():
        raise UsageError(_("{folder} is no folder.").format(folder=story))
    metrics = parse(asked.metrics) if asked.metrics else None
    if metrics and not metrics.loopback:
        said = _("--metrics {address}: the figures are for this machine alone; choose 127.0.0.1:PORT.")
        raise UsageError(said.format(address=metrics))
    cache = allowed_cache()
    return Settings(
        story=str(story),
        state=str((asked.state or state_folder() / "server").absolute()),
        cache=str(cache) if cache else "",
        address=parse(asked.ssh),
        metrics=metrics,
        rooms=_rooms(asked.rooms),
        workers=asked.workers or _cores(),
    )


def _rooms(url: str) -> str:
    """The store's address, as it was typed.

    Raises:
        UsageError: it is none.
    """
    if url in ("", "sqlite:") or url.split(":", 1)[0] in ("valkey", "valkeys", "unix"):
        return url
    raise UsageError(
        _("--rooms {url}: rooms are kept at valkey://HOST:PORT, or without it here.").format(url=url)
    )


def _cores() -> int:
    """Cores this process may use; a container or a service may have fewer than the machine."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)


def _tell(words: str) -> None:
    """A word to the operator. Whoever read it may be gone: the server goes on, and stops when it is told to."""
    with contextlib.suppress(OSError, ValueError):
        narrate(words)
        if sys.stderr is not None:
            sys.stderr.flush()
