"""`explainer workshop [STORY]`: opens a room, serves it, leads it from this terminal. It lives in `serve.hosting`."""

from __future__ import annotations

import copy
import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from explainer.cli import serve
from explainer.cli.options import needs_folder, story_argument
from explainer.cli.output import is_terminal, narrate, narrate_on, say
from explainer.cli.stories import open_story, plan_id
from explainer.messages import _
from explainer.problems import Cannot, UsageError

if TYPE_CHECKING:
    from explainer.serve.hosting.seat import Seat
    from explainer.serve.processes.listening import Address, Nearby
    from explainer.serve.processes.settings import Settings

NO_PLAN = "none"
ENDING = 3.0
"""Seconds for which a server whose terminal was killed may still hold its port."""
ASKED = 3
"""Times that an address is asked for before the first is taken."""


@click.command(
    "workshop",
    help=_(
        "Open a room for the story in the folder STORY, serve it, and lead it from this terminal."
        " Ended or killed, the same words open the same room at the same step, with the leader in the chair."
    ),
)
@story_argument
@click.option(
    "--plan",
    default="",
    metavar="PLAN",
    help=_("Which run sheet; the story's longest without it, 'none' for none."),
)
@click.option(
    "--minutes",
    type=click.IntRange(1, 600),
    metavar="N",
    help=_("The time there is: a plan is cut to it by what may be left out, and what went is told."),
)
@click.option("--headless", is_flag=True, help=_("No cockpit here: serve until told to stop."))
@click.option(
    "--json", "as_json", is_flag=True, help=_("Headless; addresses, code and secret in one line of JSON.")
)
@click.option(
    "--no-serve",
    is_flag=True,
    help=_("Open one more room on a server that runs: in the store of --rooms, else in the state folder."),
)
@click.option(
    "--card",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=_("Write the join card there, to print: a page where the name ends in .html, else text."),
)
def command(
    folder: str | None,
    plan: str,
    minutes: int | None,
    headless: bool,
    as_json: bool,
    no_serve: bool,
    card: Path | None,
    **asked: Any,
) -> int:
    headless = headless or as_json
    if not headless and not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(_("The cockpit needs a terminal; without one: --headless."))
    needs_folder(card)
    told = serve.Asked(**asked)
    settings = serve.settings(folder, told)
    story = open_story(folder)
    plan = "" if plan == NO_PLAN else plan_id(story, plan, minutes)
    from explainer.serve.processes.metrics import missing_library

    try:
        from explainer.serve.hosting.evening import Evening, Wanted
    except ModuleNotFoundError as error:
        raise UsageError(missing_library(error)) from None
    os.umask(0o077)  # whatever is written from here on is for this user alone
    gc.enable()  # the start turned it off for commands that end soon
    wanted = Wanted(settings, story, plan, headless, as_json, not no_serve, card)
    if no_serve:
        return Evening(wanted, _say, narrate_on).run()
    from explainer.serve.hosting.seat import taken

    with taken(Path(settings.state)):
        settings = _addressed(settings, told, may_ask=not headless)
        return Evening(msgspec.structs.replace(wanted, settings=settings), _say, narrate_on).run()


def _of_the_server() -> list[click.Option]:
    """The options of `serve`; where a workshop listens without `--ssh` is another matter."""
    found = [copy.copy(option) for option in serve.command.params if isinstance(option, click.Option)]
    for option in found:
        if option.name == "ssh":
            option.help = _(
                "Listen there, such as 0.0.0.0:2222. Without it where this folder's room listened before, else at an"
                " address that you are asked for; headless, on this machine alone."
            )
    return found


command.params += _of_the_server()


def _say(text: str) -> None:
    say(text)
    if sys.stdout is not None:
        sys.stdout.flush()


# where the server listens, and where guests reach it


def _addressed(settings: Settings, asked: serve.Asked, *, may_ask: bool) -> Settings:
    """The settings with an address that is free, and the one by which guests reach it.

    Args:
        settings: as the options say.
        asked: the options as typed; without `--ssh` the address is to be chosen.
        may_ask: somebody sits at this terminal.

    Raises:
        Cannot: the address is taken or not ours.
    """
    from explainer.serve.hosting.seat import read
    from explainer.serve.processes.listening import free_port, parse
    from explainer.serve.rooms.join_card import EVERYWHERE

    kept = read(Path(settings.state))
    settings = _with_ssh(settings, asked, kept, may_ask=may_ask)
    before = parse(kept.web) if kept is not None and kept.web else None
    if kept is not None and before is not None and not asked.web:
        return _with_kept_web(settings, kept, before)
    web = settings.web
    if web is None:
        return settings
    if asked.web.startswith(":") and settings.address.host not in EVERYWHERE:
        web = msgspec.structs.replace(web, host=settings.address.host)
    if not web.port:
        web = msgspec.structs.replace(web, port=free_port(web.host, before.port if before is not None else 0))
    return msgspec.structs.replace(settings, web=web)


def _with_kept_web(settings: Settings, kept: Seat, before: Address) -> Settings:
    """The door for browsers that this folder's room had.

    Raises:
        Cannot: somebody else has its port.
    """
    from explainer.serve.processes.listening import is_ours
    from explainer.serve.rooms.join_card import EVERYWHERE

    host = before.host if before.host in EVERYWHERE or is_ours(before.host) else settings.address.host
    web = msgspec.structs.replace(before, host=host, port=_same_port(host, before.port))
    narrate(_("Browsers come in at {address} as before; --web none leaves them out.").format(address=web))
    return msgspec.structs.replace(
        settings, web=web, tls_cert=kept.tls_cert, tls_key=kept.tls_key, insecure_web=kept.insecure_web
    )


def _with_ssh(settings: Settings, asked: serve.Asked, kept: Seat | None, *, may_ask: bool) -> Settings:
    from explainer.serve.processes import listening
    from explainer.serve.processes.listening import Address
    from explainer.serve.rooms.join_card import EVERYWHERE

    listen = settings.address
    if asked.ssh:
        host = listen.host
        if host in EVERYWHERE:
            found = listening.nearby()
            host = _chosen(found, may_ask=may_ask) if found else listen.host
        if kept is not None and not listen.port and listening.is_ours(listen.host):
            listen = msgspec.structs.replace(listen, port=_same_port(listen.host, kept.port))
        elif not listen.port:
            listen = msgspec.structs.replace(listen, port=listening.free_port(listen.host, 0))
        return msgspec.structs.replace(settings, address=listen, reached_at=str(Address(host, listen.port)))
    if kept is not None and listening.is_ours(kept.host):
        here = Address(kept.host, _same_port(kept.host, kept.port))
        listen = msgspec.structs.replace(here, host=kept.listens if kept.listens in EVERYWHERE else kept.host)
    else:
        host = _chosen(listening.nearby(), may_ask=True) if may_ask else listen.host
        listen = here = Address(host, listening.free_port(host))
    if here.loopback:
        said = _("Only this computer can come in at {address}. --ssh ADDRESS:PORT lets others in.")
        narrate(said.format(address=here))
    return msgspec.structs.replace(settings, address=listen, reached_at=str(here))


def _same_port(host: str, port: int) -> int:
    """The port that the card says. The last server may still be about to let go of it.

    Raises:
        Cannot: somebody else has it.
    """
    from explainer.serve.processes.listening import free_port

    end = time.monotonic() + ENDING
    while (number := free_port(host, port)) != port and time.monotonic() < end:
        time.sleep(0.1)
    if number != port:
        said = _("Port {port}, which the card names, is taken on {host}. Is another server running there?")
        raise Cannot(said.format(port=port, host=host))
    return number


def _chosen(found: tuple[Nearby, ...], *, may_ask: bool) -> str:
    """The address that others are told, of those this computer has."""
    from explainer.serve.processes.listening import LOOPBACK

    if not found:
        narrate(_("This computer is in no network."))
        return LOOPBACK
    if not may_ask:
        return found[0].host
    narrate(_("Where do others reach this computer? Whoever does can come in: no account."))
    for number, one in enumerate(found, 1):
        narrate(_("  {n}  {host}   {interface}").format(n=number, host=one.host, interface=one.interface))
    narrate(_("  {n}  {host}   this computer alone").format(n=len(found) + 1, host=LOOPBACK))
    hosts = [one.host for one in found] + [LOOPBACK]
    for _time in range(ASKED):
        narrate(_("A number; Enter takes 1."))
        typed = sys.stdin.readline().strip()
        if not typed:
            break
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(hosts):
            return hosts[int(typed) - 1]
        if typed in hosts:
            return typed
    return hosts[0]
