"""`explainer serve [STORY]`: others read over SSH and in browsers. Everything of it lives in `explainer.serve`."""

from __future__ import annotations

import gc
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from explainer.cli.options import offer, story_argument
from explainer.cli.output import narrate_on
from explainer.cli.stories import SERVED, allowed_cache, folder_of, state_folder
from explainer.messages import _
from explainer.problems import UsageError

if TYPE_CHECKING:
    from explainer.serve.processes.listening import Address
    from explainer.serve.processes.settings import Settings

MOST_WORKERS = 64
_NAME = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
NO_WEB = "none"
SAID = 80
"""Characters of what is said on a join card."""
ROOMS = "EXPLAINER_ROOMS"
"""The variable that may stand for `--rooms`, whose password every user of the machine could read in `ps`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as typed."""

    ssh: str
    workers: int | None
    metrics: str
    state: Path | None
    rooms: str = ""
    web: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    insecure_web: bool = False
    trusted: tuple[str, ...] = ()
    language: str = ""
    name: str = ""
    ends: str = ""
    call: str = ""


@click.command(
    "serve",
    help=_(
        "Let others read the story in the folder STORY, over SSH and in browsers; without it the shipped story."
    ),
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
    envvar=ROOMS,
    help=_(
        "Serve the rooms kept there: valkey://HOST:PORT; without it those in the state folder."
        " An address with a password in EXPLAINER_ROOMS: others on this machine can read this line."
    ),
)
@click.option(
    "--web",
    metavar="ADDR",
    default="",
    help=_("Let browsers read there too, such as 127.0.0.1:8443; off this machine over TLS."),
)
@click.option(
    "--tls-cert",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("Show browsers this certificate (PEM); without it one of the server's own, in the state folder."),
)
@click.option(
    "--tls-key",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("The certificate's private key (PEM), where it is in a file of its own."),
)
@click.option(
    "--insecure-web",
    is_flag=True,
    help=_("Serve browsers without TLS over a network as well: whoever shares it sees what is read."),
)
@click.option(
    "--name",
    metavar="HOST",
    default="",
    help=_(
        "Guests reach it by this name, such as reader.example: on cards; browsers get no answer by another."
    ),
)
@click.option(
    "--language",
    metavar="ID",
    default="",
    help=_("Guests begin in this language of the story, and walls show it; each may read in another."),
    shell_complete=offer("languages"),
)
@click.option(
    "--trusted",
    metavar="ADDR",
    multiple=True,
    help=_("Do not count connections from there as those of one address: a balancer's; may be repeated."),
)
@click.option(
    "--ends",
    metavar="TIME",
    default="",
    help=_("When the workshop is over, such as 14:50, for the join card."),
)
@click.option(
    "--call",
    metavar="WHOM",
    default="",
    help=_("Whom guests call when something is wrong, for the join card."),
)
def command(folder: str | None, **asked: Any) -> int:
    from explainer.serve.processes import front

    chosen = settings(folder, Asked(**asked))
    os.umask(0o077)  # whatever is written from here on is for this user alone
    gc.enable()  # the start turned it off for commands that end soon
    return front.run(chosen, narrate_on)


def settings(folder: str | None, asked: Asked) -> Settings:
    """Return the settings with which the front is started.

    Raises:
        UsageError: an address is none, the figures would be on the network, or options do not go together.
    """
    from explainer.serve.processes.listening import parse
    from explainer.serve.processes.settings import Settings
    from explainer.workshop.texts import tidy

    os.environ.pop(ROOMS, None)  # from here on it goes with the settings, to those who need it
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
        state=str((asked.state or state_folder() / SERVED).absolute()),
        cache=str(cache) if cache else "",
        address=parse(asked.ssh),
        metrics=metrics,
        rooms=_rooms(asked.rooms),
        workers=asked.workers or _cores(),
        web=_web(asked),
        tls_cert=str(asked.tls_cert.absolute()) if asked.tls_cert else "",
        tls_key=str(asked.tls_key.absolute()) if asked.tls_key else "",
        insecure_web=asked.insecure_web,
        language=asked.language,
        name=_name(asked.name),
        ends=tidy(asked.ends, SAID),
        call=tidy(asked.call, SAID),
        trusted=tuple(_trusted(text) for text in asked.trusted),
    )


def _name(text: str) -> str:
    """The server's name.

    Raises:
        UsageError: it is none.
    """
    if text and not _NAME.fullmatch(text):
        raise UsageError(
            _("--name {text}: write a name without a port, such as reader.example.").format(text=text)
        )
    return text.lower()


def _trusted(text: str) -> str:
    """A balancer's address as connections from it have it.

    Raises:
        UsageError: it is none.
    """
    from explainer.serve.processes.rate_limit import address_of

    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        return str(address_of(bare))
    except ValueError:
        said = _("--trusted {text}: write an address, such as 10.0.0.11.").format(text=text)
        raise UsageError(said) from None


def _web(asked: Asked) -> Address | None:
    """Where browsers are served; None: nowhere.

    Raises:
        UsageError: it is no address, or an option needs another.
    """
    from explainer.serve.processes.listening import WEB_PORT, parse

    if asked.web in ("", NO_WEB):
        if asked.tls_cert or asked.tls_key or asked.insecure_web:
            raise UsageError(_("--tls-cert, --tls-key and --insecure-web need --web ADDR."))
        return None
    if asked.tls_key and not asked.tls_cert:
        raise UsageError(_("--tls-key needs --tls-cert."))
    if asked.tls_cert and asked.insecure_web:
        raise UsageError(_("--insecure-web is without a certificate: leave out one of the two."))
    return parse(asked.web, WEB_PORT)


def _rooms(url: str) -> str:
    """The store's address, as it was typed.

    Raises:
        UsageError: it is none.
    """
    if url in ("", "sqlite:") or url.split(":", 1)[0] in ("valkey", "valkeys", "unix"):
        return url
    kind = url.partition(":")[0] if ":" in url else ""
    said = _("--rooms {kind}: rooms are kept at valkey://HOST:PORT, or without it here.")
    raise UsageError(said.format(kind=f"{kind}:..." if kind else "..."))  # the rest may hold a password


def _cores() -> int:
    """Cores this process may use; a container or a service may have fewer than the machine."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)
