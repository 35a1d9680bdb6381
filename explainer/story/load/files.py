"""The files of a story's folder: which there are, what each is for, what may not be read; a problem with its line.

Nothing outside the folder is ever opened: not by `..`, not through a link.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.text import clean_line

# From bytes to text, before any YAML: encoding, invisible characters, tabs. What is found is told and then
# taken out of the way, so that the rest of the file can still be read and one run reports every mistake.
# Replacements have the length of what they replace: positions stay true.

MAX_BYTES = 1024 * 1024
"""The largest file a story may hold."""

_MOST = 10
"""A file of noise is told in this many problems and a count."""

# C0 and C1 without tab and newline, bidirectional controls and marks, separators that YAML takes for line
# breaks, a byte order mark inside the text, and the two code points that YAML does not know. A terminal would
# obey some of them, and all of them are invisible to who checks the text.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_TAB_LINE = re.compile(r"^[^\n]*?\t[^\n]*$", re.MULTILINE)


def decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file, with `\\n` line ends, and what is wrong with its characters."""
    problems: list[Problem] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        problems.append(_not_utf8(file, data, fault.start))
        text = data.decode("utf-8-sig", "replace")
    text = text.replace("\r\n", "\n")
    problems += _forbidden(file, text)
    return FORBIDDEN.sub("\ufffd", text), problems


def tabs(file: str, text: str) -> tuple[str, list[Problem]]:
    """The text with tabs as spaces, and a problem for each line that held one."""
    places = [text.index("\t", match.start()) for match in _TAB_LINE.finditer(text)]
    hint = _("Use spaces: YAML takes no tabs before a key, and in a text nobody sees them.")
    found = []
    for index in places[:_MOST]:
        found.append(Problem(file, *position(text, index), "", "error", _("a tab"), hint, "tab"))
    return text.replace("\t", " "), found + _more(file, text, places, "tab")


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of a place in a text."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def character_name(character: str) -> str:
    """`U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def _not_utf8(file: str, data: bytes, at: int) -> Problem:
    line = data.count(b"\n", 0, at) + 1
    before = data[data.rfind(b"\n", 0, at) + 1 : at]
    column = len(before.decode("utf-8-sig" if line == 1 else "utf-8", "replace")) + 1
    message = _("byte 0x{byte:02x} is not UTF-8").format(byte=data[at])
    hint = _("Save the file in the encoding UTF-8.")
    return Problem(file, line, column, "", "error", message, hint, "encoding")


def _forbidden(file: str, text: str) -> list[Problem]:
    places = [match.start() for match in FORBIDDEN.finditer(text)]
    found = [control_problem(file, *position(text, index), "", text[index]) for index in places[:_MOST]]
    return found + _more(file, text, places, "control-character")


def control_problem(file: str, line: int, column: int, path: str, character: str) -> Problem:
    """A control or bidirectional character, in the file itself or written as an escape."""
    bidirectional = unicodedata.bidirectional(character) not in ("BN", "B", "S", "WS", "")
    kind = _("bidirectional control character") if bidirectional else _("control character")
    message = _("a {kind}: {name}").format(kind=kind, name=character_name(character))
    hint = _("Delete it: readers and terminals would take it for an order, and nobody sees it.")
    return Problem(file, line, column, path, "error", message, hint, "control-character")


def _more(file: str, text: str, places: list[int], rule: str) -> list[Problem]:
    """One problem for all that is left after the first few."""
    if len(places) <= _MOST:
        return []
    message = _("and {n} more of the same kind in this file").format(n=len(places) - _MOST)
    return [Problem(file, *position(text, places[_MOST]), "", "error", message, "", rule)]


STORY_SUFFIXES = (".yaml", ".csv", ".txt", ".geojson")
"""The files that make the content of a story."""

_PLANS = "plans"
_FOLDERS = ("glossary", "claims", "sources", "excerpts", "figures", "documents")
_SINGLE = {"story": "story", "glossary": "terms", "claims": "claims", "changes": "changes"}
_TABLES = ("data",)
"""Folders of the story whose YAML, if any, is not a part of the story itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the folder: its name inside it, size and times."""

    name: str
    size: int
    modified: int
    changed: int


def list_files(folder: str) -> list[Entry]:
    """All content files below a folder in the order of their names, without links, hidden and other files."""
    found: list[Entry] = []
    pending = [("", folder)]
    while pending:
        prefix, path = pending.pop()
        with contextlib.suppress(OSError), os.scandir(path) as entries:  # told by `survey`
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append((f"{prefix}{entry.name}/", entry.path))
                elif entry.name.endswith(STORY_SUFFIXES) and not _leaves(entry, folder):
                    found += _entry(f"{prefix}{entry.name}", entry)
    found.sort(key=lambda entry: entry.name)
    return found


def _leaves(entry: os.DirEntry[str], folder: str) -> bool:
    """Whether a name is a link to something outside the folder."""
    if not entry.is_symlink():
        return False
    return not os.path.realpath(entry.path).startswith(os.path.realpath(folder) + os.sep)


def content_digest(folder: Path, entries: list[Entry]) -> str:
    """A hash over the names and bytes of every file that makes the story's content."""
    import hashlib  # brings OpenSSL along, 2 ms; a start whose times fit needs no hash

    digest = hashlib.sha256()
    for entry in entries:
        try:
            with open(folder / entry.name, "rb") as file:
                data = file.read()
        except OSError:
            data = b""
        digest.update(f"{entry.name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return digest.hexdigest()


def _entry(name: str, entry: os.DirEntry[str]) -> list[Entry]:
    try:
        info = entry.stat()
    except OSError:
        return []
    if not stat.S_ISREG(info.st_mode):
        return []
    return [Entry(name, info.st_size, info.st_mtime_ns, info.st_ctime_ns)]


def survey(folder: Path) -> tuple[list[str], list[Problem]]:
    """The names of the YAML files to read, and what stands in the way of reading others."""
    problems: list[Problem] = []
    if not folder.exists():
        return [], [
            _whole(str(folder.name), _("there is no folder {folder}").format(folder=folder), "no-folder")
        ]
    if not folder.is_dir():
        return [], [
            _whole(str(folder.name), _("{folder} is a file, not a folder").format(folder=folder), "no-folder")
        ]
    names: list[str] = []
    for path in sorted(_walk(folder, problems)):
        name = path.relative_to(folder).as_posix()
        fault = check_file(folder, name)
        if fault:
            problems.append(fault)
        elif path.suffix == ".yaml":
            names.append(name)
    if not names and not problems:
        hint = _("A story begins with a file story.yaml; `explainer new FOLDER` makes one.")
        problems.append(
            _whole("", _("the folder holds no story: it is empty of YAML files"), "empty-folder", hint)
        )
    return names, problems


def _walk(folder: Path, problems: list[Problem]) -> list[Path]:
    found: list[Path] = []
    for root, folders, files in os.walk(
        folder, onerror=lambda fault: problems.append(_unreadable(folder, fault))
    ):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [name for name in folders if os.path.islink(os.path.join(root, name))]:
            where = (Path(root) / name).relative_to(folder).as_posix()
            problems.append(
                _whole(where, _("a link to a folder is not followed"), "link", _("Copy the files."))
            )
        for name in files:
            path = Path(root) / name
            if name.startswith("."):
                continue
            if path.suffix in STORY_SUFFIXES:
                found.append(path)
            elif path.suffix.lower() in (".yml", ".yaml"):
                where = path.relative_to(folder).as_posix()
                problems.append(
                    _whole(where, _("the name must end in .yaml"), "file-name", _("Rename the file."))
                )
    return found


def check_file(folder: Path, name: str) -> Problem | None:
    """What forbids to open one file: it leaves the folder, is missing, no ordinary file, or too large."""
    pure = PurePosixPath(name)
    if not name.isprintable():
        hint = _("Use letters, digits and hyphens.")
        return _whole(name, _("the name holds characters that cannot be shown"), "file-name", hint)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name or "\0" in name:
        return _whole(
            name, _("the path leaves the story's folder"), "leaves-folder", _("Name a file below it.")
        )
    path = folder / name
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            hint = _("Copy the file into the story.")
            return _whole(name, _("the link leaves the story's folder"), "leaves-folder", hint)
        info = path.stat()
    except (OSError, RuntimeError, ValueError) as fault:
        missing = isinstance(fault, FileNotFoundError) and not path.is_symlink()
        why = _("there is no such file") if missing else _("the file cannot be opened")
        return _whole(name, why, "no-file", _other_file(folder, pure) if missing else "")
    if not stat.S_ISREG(info.st_mode):
        return _whole(name, _("this is no ordinary file"), "no-file")
    if info.st_size > MAX_BYTES:
        message = _("the file has {size} bytes; the limit is 1 MiB").format(size=info.st_size)
        return _whole(name, message, "too-large", _("Divide it into several files."))
    return None


def _other_file(folder: Path, missing: PurePosixPath) -> str:
    """The file that was meant: one of this kind in the same folder of the story, or of its name in another one."""
    from explainer.story.text import nearest

    found = sorted(folder.glob(f"*/*{missing.suffix}")) + sorted(folder.glob(f"*/*/*{missing.suffix}"))
    names = [path.relative_to(folder).as_posix() for path in found]
    names = [name for name in names if name.isprintable() and not name.startswith(".")]
    same = [name for name in names if PurePosixPath(name).name == missing.name]
    near = same[0] if same else nearest(str(missing), names)
    return (
        _("Did you mean `{word}`?").format(word=near) if near else _("Its path begins in the story's folder.")
    )


def read_bytes(folder: Path, name: str) -> bytes | Problem:
    """The content of a checked file, or why it cannot be read."""
    try:
        return (folder / name).read_bytes()
    except OSError:
        return _whole(name, _("the file cannot be read"), "no-file", _("Look at its permissions."))


def purpose(name: str) -> str | None:
    """The key under which a YAML file holds its things: story, scene, terms, ...; None: it has no purpose
    here.
    """
    parts = PurePosixPath(name).parts
    if len(parts) == 1:
        return _SINGLE.get(PurePosixPath(name).stem)
    if parts[0] in _FOLDERS:
        return "terms" if parts[0] == "glossary" else parts[0]
    if len(parts) != 2:
        return None
    return "plan" if parts[0] == _PLANS else "scene"


def apart(name: str) -> bool:
    """Whether a YAML file belongs to the story's tables, which others read."""
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] in _TABLES


def _unreadable(folder: Path, fault: OSError) -> Problem:
    name = os.path.relpath(fault.filename or folder, folder)
    return _whole(name, _("the folder cannot be read"), "no-folder", _("Look at its permissions."))


def _whole(name: str, message: str, rule: str, hint: str = "") -> Problem:
    return Problem(name, 0, 0, "", "error", message, hint, rule)


# A problem as text: everything that comes out of a story is cleaned, since what an author wrote must not steer the
# terminal that shows it.

_WIDEST = 100
_LEAST = 24
"""Cells of the shortest piece of a line in which one knows it again."""


def render(
    folder: Path, problem: Problem, texts: Mapping[str, str] | None = None, columns: int = _WIDEST
) -> str:
    """A problem on a few lines.

    Args:
        folder: the story's folder; its file is read for the source line.
        problem: what to show.
        texts: the text of each file as it was read, which saves reading it again.
        columns: cells that the story's own line may take; of a longer one the part around the caret is shown.
    """
    place = [problem.file or str(folder)]
    if problem.line:
        place.append(str(problem.line))
        if problem.column:
            place.append(str(problem.column))
    severity = _("error") if problem.severity == "error" else _("warning")
    lines = [f"{clean_line(':'.join(place))}: {severity}: {clean_line(problem.message)}"]
    if problem.path:
        lines.append(f"  {_('in')} {clean_line(problem.path)}")
    lines += _source(folder, problem, texts or {}, columns)
    if problem.hint:
        lines.append(f"  {_('hint')}: {clean_line(problem.hint)}")
    return "\n".join(lines)


def _source(folder: Path, problem: Problem, texts: Mapping[str, str], columns: int) -> list[str]:
    """The line of the problem and a caret under its column."""
    line = _line(folder, problem, texts) if problem.line else None
    if line is None:
        return []
    column = min(problem.column, len(line) + 1)
    number = str(problem.line)
    room = max(_LEAST, columns - len(f"  {number} | ") if columns < _WIDEST else _WIDEST)
    start = max(0, column - room * 3 // 5) if _cells(clean_line(line)) > room else 0
    while start < column - 1 and _cells(clean_line(line[start : column - 1])) >= room - 1:
        start += 1  # signs of two cells: the caret stays inside the room
    shown = clean_line(line[start : start + room])
    while _cells(shown) > room:
        shown = shown[:-1]
    rows = [f"  {number} | {shown}"]
    if column:
        indent = _cells(clean_line(line[start : column - 1]))
        rows.append(f"  {' ' * len(number)} | {' ' * indent}^")
    return rows


def _line(folder: Path, problem: Problem, texts: Mapping[str, str]) -> str | None:
    text = texts.get(problem.file)
    if text is None:
        if check_file(folder, problem.file):
            return None
        data = read_bytes(folder, problem.file)
        text = data.decode("utf-8-sig", "replace") if isinstance(data, bytes) else ""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[problem.line - 1] if problem.line <= len(lines) else None


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes: the caret must stand under its character."""
    from wcwidth import wcswidth

    return max(0, wcswidth(text))
