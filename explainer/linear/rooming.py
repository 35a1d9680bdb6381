"""A reader in a room, line by line: what is said of the room, when, and what the guest's own words do to it.

What the room does is kept in its own view; here is only what was said of it. At an empty line news is said whole;
behind a reply, or while something is open, as a headline that Enter reads. Enter never moves who follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.linear import polls, room_news, sentences
from explainer.linear.answers import Told
from explainer.linear.polls import RoomPolls
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.room import RoomLink, RoomView
from explainer.reading.run import Run, mine
from explainer.telling.names import sentence

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation


class Rooming:
    """Of one conversation."""

    def __init__(self, talk: Conversation, link: RoomLink) -> None:
        self.talk = talk
        self.link = link
        self.over = False
        """The room is closed, and the guest reads on alone."""
        self.at_once = True
        """News comes at an empty line; False: where half a line cannot be seen, it waits for Enter."""
        self.draft = ""
        """A question that was typed while questions were paused; in memory alone."""
        self.sending = ""
        """What is on its way to the room and not yet known to be there: answer or question; empty: nothing."""
        self.doubted: dict[str, str] = {}
        """By line, as `scene:step`, what was counted."""
        self.polls = RoomPolls(self)
        self._told = link.view
        """The room as it was last told of."""
        self._asked = 0
        """Questions of the guest's that were there when the last was sent."""
        self._page_waits = False
        """The leader's page was said as a headline and not yet read."""
        self._headlined: tuple[object, ...] = ()
        self._on_page = False
        """The leader's page was heard at least once."""
        self._led = ""
        """What the leader opened and the guest heard, as `kind:id`."""
        self._looking = False
        self._held: tuple[str, str] | None = None
        """What was in hand after the last line."""
        self._phrase_told = False

    # how it stands

    @property
    def view(self) -> RoomView:
        return self.link.view

    @property
    def follows(self) -> bool:
        """Whether the page is the leader's."""
        return not self.over and self.view.follows

    @property
    def holds_enter(self) -> bool:
        """Whether an empty line moves nobody."""
        return not self.over and (self.follows or self.view.state in ("out", "waiting"))

    @property
    def moved(self) -> tuple[object, ...]:
        """Another value after each move of the leader."""
        view = self.view
        return view.leader_scene, view.leader_step, view.opened

    @property
    def is_looking(self) -> bool:
        """Whether something is open that the leader did not open: nothing takes it away."""
        talk = self.talk
        held = ":".join(talk.in_hand) if talk.in_hand else ""
        return talk.listed is not None or held not in ("", self._led)

    @property
    def is_sending(self) -> bool:
        """Whether the answer to the last line is still on its way."""
        view = self.view
        if self.sending == "answer" and (view.poll is None or view.poll.own_state != "sending"):
            self.sending = ""
        if self.sending == "question" and (len(view.asked) > self._asked or view.row):
            self.sending = ""
        return bool(self.sending)

    @property
    def at_rooms_warning(self) -> bool:
        """Whether the warning in front is that of the leader's scene."""
        visit = self.talk.run.visit
        return self.follows and visit.threshold and visit.scene == self.view.leader_scene

    @property
    def in_warned(self) -> bool:
        """Whether the page is a warned scene or its warning: no poll stands beside it."""
        return self.talk.story.scenes[self.talk.run.visit.scene].warning is not None

    def speak(self, language: str) -> None:
        """Have the room said in a language; what was told stays told."""
        told = self._told == self.view
        self.link.speak(language)
        self._told = self.view if told else self._told

    # the first words

    def opening(self) -> list[str]:
        """The room, then where the leader is."""
        view, talk = self.view, self.talk
        self._told = view
        lines = [room_news.room_line(view)]
        if not self.at_once:
            lines.append(_("News comes after Enter; connect without -T to hear it at once."))
        if talk.options.resumed and view.away:
            lines.append(view.away if not view.passed else f"{view.away} {_('more names them.')}")
        if view.follows:
            return [*lines, *self._all_of_it()]
        if view.state == "waiting":
            return [*lines, room_news.not_begun(), *self.polls.lines(whole=True)]
        if view.state == "out":
            return [*lines, room_news.out_line()]
        return [*lines, *room_news.standing_lines(view), *talk.here(), *self.polls.lines(whole=False)]

    def _all_of_it(self) -> list[str]:
        """The leader's step, the task, the poll, as one who comes to it."""
        self.talk.run = self.link.page(self.talk.run)
        self._page_is_read()
        lines = [*self._page_lines(None), *room_news.hold_lines(self.view), *self.polls.lines(whole=True)]
        self._passed_waits(self.view)
        return lines

    # news

    def news(self, *, whole: bool) -> list[str]:
        """What was not yet told of the room; afterwards it is.

        Args:
            whole: with the leader's step and a poll's answers; else each is a headline, which Enter reads.
        """
        view, was = self.view, self._told
        if self.over or self.is_sending:
            return []
        self._told = view
        if view.state == "closed":
            self.over = True
            return [room_news.closed()]
        if view.state == "out":
            return room_news.over_lines(was, view)
        whole = whole and not self.is_looking
        lines = room_news.small(was, view)
        lines += self._draft_lines(was, view)
        lines += self.polls.own(view.poll)
        if view.follows:
            lines += self._moved_lines(was, view, whole=whole)
        elif view.leader_scene != was.leader_scene:
            lines.append(room_news.leader_line(self.talk.story, view))
        lines += self.polls.changed(was, view, whole=whole)
        return [*lines, *room_news.question_lines(was, view)]

    def _moved_lines(self, was: RoomView, view: RoomView, *, whole: bool) -> list[str]:
        talk = self.talk
        run = self.link.page(talk.run)
        waits = self._page_waits
        if not self._is_elsewhere(run) and view.opened == was.opened and not (whole and waits):
            if not self._is_elsewhere(run) and not waits:
                self._page_is_read()
            return []
        if run.visit.threshold and not self._is_elsewhere(run):
            return []
        key = (self.moved, run.visit.threshold)
        if whole:
            before = talk.run if self._on_page else None
            talk.run, named = run, self._headlined == key
            self._page_is_read()
            return self._page_lines(before, named=named)
        if self._headlined == key:
            return []
        self._headlined = key
        self._page_waits = True
        return [room_news.headline(talk.story, run, view, talk.run.visit)]

    def _page_is_read(self) -> None:
        self._on_page = True
        self._page_waits = False
        self._headlined = ()

    def _page_lines(self, before: Run | None, *, named: bool = False) -> list[str]:
        """The leader's page as one comes to it.

        Args:
            before: where one was; None: one comes anew.
            named: a headline has said where it is.
        """
        talk, view = self.talk, self.view
        visit = talk.run.visit
        if talk.in_hand is not None and ":".join(talk.in_hand) == self._led:
            talk.close()
        self._led = ""
        if visit.threshold:
            return self.warning_lines()
        lines = [] if before is None or before.lens == talk.run.lens else [room_news.lens_line(talk.on)]
        if before is None or before.visit.scene != visit.scene or before.visit.threshold or visit.bridge:
            lines += [line for line in (sentences.detour_line(talk.story, visit),) if line]
            lines += [] if named else [room_news.leader_line(talk.story, view, scene=visit.scene)]
            lines += sentences.recap_lines(talk.story, visit, talk.on)
        elif before.visit.step != visit.step:
            lines += [] if named else [room_news.step_line(view)]
        elif view.opened and before.lens == talk.run.lens:
            return self._led_lines(view.opened)
        here = [*lines, *talk.step_lines(counted=False), *self._led_lines(view.opened)]
        return [*here, *room_news.end_lines(talk)]

    def _led_lines(self, opened: str) -> list[str]:
        """What the leader has opened, said as if one had; it is no list of one's own."""
        if not opened or self.view.leader_scene != self.talk.run.visit.scene:
            return []
        self._led = opened
        return room_news.opened_lines(self.talk, opened)

    def warning_lines(self) -> list[str]:
        """The warning of the leader's scene, and the three ways."""
        scene = self.talk.story.scenes[self.talk.run.visit.scene]
        return [sentences.warning_lines(scene)[0], room_news.three_ways()]

    # what the guest sends

    def ask(self, text: str) -> None:
        """Send a question; whether it arrived is told as news."""
        asked = len(self.view.asked)
        self.link.ask(text)
        self._asked, self.sending = asked, "question"

    def still_sending(self) -> list[str]:
        """What is said where it takes longer than one waits; what becomes of it is news then."""
        sending, self.sending = self.sending, ""
        poll = self.view.poll
        if sending == "answer" and poll is not None:
            return [_("Answered: {n}, sending.").format(n=poll.own + 1)]
        return [_("Question: sending.")] if sending else []

    def _draft_lines(self, was: RoomView, view: RoomView) -> list[str]:
        if was.muted and not view.muted and self.draft:
            return [_("Question: questions are open again. question sends what you typed.")]
        return []

    # what a line does

    def enter(self) -> list[str]:
        """An empty line: what waits, in full; nobody is moved by it."""
        view, talk = self.view, self.talk
        if view.state == "out":
            return [room_news.out_line()]
        if view.state == "waiting":
            return [room_news.not_begun()]
        if self.is_looking and self._has_to_read:
            talk.close()
        if not self.is_looking and (lines := self.read()):
            return lines
        if self.at_rooms_warning:
            return self.warning_lines()
        if view.state == "held":
            return room_news.hold_lines(view)
        if view.poll is not None and view.poll.phase == "open" and view.poll.own < 0 and not self.in_warned:
            return self.polls.said()
        return [room_news.nothing_new(self.is_on_detour)]

    @property
    def _has_to_read(self) -> bool:
        """Whether a page, a poll or a result waits."""
        waits = self._page_waits or self.polls.waits or self.polls.is_new(self._told, self.view)
        return waits or self._is_elsewhere(self.link.page(self.talk.run))

    def _is_elsewhere(self, run: Run) -> bool:
        """Whether a run at the leader's page is another place than was read."""
        return not self._on_page or room_news.place(run) != room_news.place(self.talk.run)

    def close(self) -> list[str]:
        """Put away what is open: on to the leader's step of now, or the line again."""
        self.talk.close()
        return self.read() or self.talk.here(heading=False)

    @property
    def is_on_detour(self) -> bool:
        """Whether one follows on the way round a warned scene."""
        return self.follows and self.talk.run.visit.scene != self.view.leader_scene

    def read(self) -> list[str]:
        """What waits, in full; nothing is open."""
        lines = self.news(whole=True)
        if self.polls.waits and not self.in_warned:
            lines += self.polls.said()
        return lines

    def follow(self) -> list[str]:
        """Back with the leader: where they are, what passed, their step.

        Raises:
            Cannot: the room is closed.
        """
        if self.follows:
            return self.enter()
        self.link.follow()
        talk, view = self.talk, self.view
        self._told = view
        talk.close()
        talk.run = self.link.page(talk.run)
        self._page_is_read()
        passed = f"{view.away} {_('more names them.')}" if view.passed else view.away
        if view.state == "waiting":
            return [_("Following."), room_news.not_begun()]
        lines = self._page_lines(None)
        if talk.run.visit.threshold or self.is_on_detour:
            head = " ".join(part for part in (_("Following."), passed) if part)
        else:
            head, lines = room_news.back_line(talk.story, view, passed), lines[1:]
        lines = [head, *lines, *room_news.hold_lines(view)]
        lines += self.polls.lines(whole=True)
        self._passed_waits(view)
        return lines

    def _passed_waits(self, view: RoomView) -> None:
        """`more` names what passed meanwhile."""
        if view.passed:
            self.talk.rest = Told([], list(map(sentence, view.passed)), polls.AT_ONCE, joined=True)

    def step_out(self) -> list[str]:
        """Silence until `follow`."""
        self.link.step_out()
        self.talk.close()
        self._page_waits = self.polls.waits = False
        self._told = self.view
        return [_("Out: nothing is said until you type follow. Nobody is told.")]

    def goes(self, action: Action, run: Run) -> list[str]:
        """Tell the room of an own move to a run, before it is made; what is said of it first.

        Raises:
            Cannot: the guest is held.
        """
        if self.over:
            return []
        visit, view = self.talk.run.visit, self.view
        if action.id == "consent":
            self.link.consented(visit.scene)
            return []
        if self.at_rooms_warning and action.id == "next":
            self.link.went_round(visit.scene)
            return []
        if view.state == "held":
            raise Cannot(_("Cannot go: held at the task. ready done lets you go."))
        followed = view.follows or view.state in ("waiting", "out")
        self.link.moved(run)
        if self.view.follows or not followed:
            return []
        self._page_waits = self.polls.waits = False
        return [_("Own way. follow brings you back."), *self._phrase_lines()]

    def settled(self, run: Run) -> Run:
        """The run after a move of one who still follows."""
        return self.link.page(run) if self.follows else run

    def after(self) -> None:
        """A line was answered: the room is told whether something is open, and of a thing just opened, what."""
        held, self._held = self._held, self.talk.in_hand
        if self._held is not None and self._held != held and self.is_looking:
            self.link.opened(*self._held)
        if self._looking != self.is_looking:
            self._looking = self.is_looking
            self.link.looking(self._looking)

    def _phrase_lines(self) -> list[str]:
        """That there is a phrase, once; the words themselves are not spoken into a hall."""
        parked = self.talk.options.parked
        if parked is None or parked.told or self._phrase_told:
            return []
        self._phrase_told = True
        return [_("Phrase: ready. phrase says it; it brings you back here.")]

    def parked(self, before: Run) -> list[str]:
        """Have a run written that the guest can find again; the first thing of their own brings the phrase's line."""
        parked, run = self.talk.options.parked, self.talk.run
        if parked is None or run is before:
            return []
        if parked.told:
            parked.moved(run)
        return self._phrase_lines() if mine(run) != mine(before) else []

    def where(self) -> str:
        """Following or not, and whether a poll is open, in a few words."""
        return room_news.where(self.view) if not self.over else ""
