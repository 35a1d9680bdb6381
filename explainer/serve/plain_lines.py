"""Lines of a guest without a terminal: their own shows and edits what they type. Called as our line editor is."""

from __future__ import annotations

from explainer.linear.editor import Fed

LONGEST = 10_000
"""Characters of a line; what comes beyond them is dropped. More than are read, so that a cut is said."""


class PlainLines:
    """Gives one line after another, each when it was asked for."""

    escape = False
    is_idle = False
    """Half a line stays with the client: what it types is not known here."""

    def __init__(self) -> None:
        self._text = ""
        self._reading = False
        self._kept: list[str] = []

    def begin(self, *, secret: bool = False) -> Fed:
        """Wait for a line: first the news that was kept."""
        said = "".join(f"{line}\n" for line in self._kept)
        self._kept = []
        self._reading = True
        fed = self.feed("")
        return Fed(said, fed.line)

    def feed(self, text: str) -> Fed:
        """Take in what came, up to the end of a line."""
        self._text += text
        line, end, rest = self._text.partition("\n")
        if not end:
            self._text = self._text[:LONGEST]
        if not end or not self._reading:
            return Fed()
        self._text, self._reading = rest, False
        return Fed(line=line[:LONGEST].removesuffix("\r"))

    def no_more(self) -> None:
        """There are no keys here."""

    def announce(self, lines: list[str]) -> str:
        """News that nobody asked for follows the guest's next line."""
        self._kept.extend(lines)
        return ""

    def resize(self, width: int) -> str:
        """There is no window here."""
        return ""

    def remember(self, line: str) -> None:
        """Nothing is offered again here."""

    def rest(self) -> str:
        """What came after the last line that was asked for; it is taken away."""
        text, self._text = self._text, ""
        return text
