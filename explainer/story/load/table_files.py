"""Tables (CSV) and shapes (GeoJSON) of a story's folder: read whole, or every mistake told with file and line."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from typing import Any

from explainer.messages import _
from explainer.problems import Problem
from explainer.story.figures.tables import Feature, Path, Point, Shapes, Table
from explainer.story.load.files import decode, position

MOST_ROWS = 20_000
MOST_POINTS = 100_000
_MOST_TOLD = 10
"""Mistakes told of one file; a table that is wrong in every row is told often enough by these."""


_PARTING = (";", "\t")
"""What spreadsheets write between cells where a comma is the sign of decimals."""


def read_table(file: str, data: bytes) -> tuple[Table | None, list[Problem]]:
    """A table from the bytes of a CSV file; None when it cannot be used."""
    text, problems = decode(file, data)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = tuple(name.strip() for name in next(reader, []))
        problems += _bad_columns(file, columns)
        begin = reader.line_num + 1
        for row in reader:
            if row and len(row) != len(columns) and len(problems) < _MOST_TOLD:
                problems.append(_bad_length(file, begin, len(row), len(columns)))
            if row:
                rows.append(tuple(cell.strip() for cell in row))
                lines.append(begin)
            begin = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                problems.append(_too_many(file, begin))
                break
    except csv.Error as fault:
        message = _("the table cannot be read here: {why}").format(why=fault)
        hint = _("A text with a comma, a quotation mark or a line end stands between quotation marks.")
        problems.append(Problem(file, max(reader.line_num, 1), 1, "", "error", message, hint, "bad-table"))
    return (None if problems else Table(columns, tuple(rows), tuple(lines))), problems


def _bad_columns(file: str, columns: tuple[str, ...]) -> Iterator[Problem]:
    if not any(columns):
        message = _("the table is empty")
        hint = _("Its first line names the columns.")
        yield Problem(file, 1, 1, "", "error", message, hint, "bad-table")
        return
    if len(columns) == 1 and (parting := next((sign for sign in _PARTING if sign in columns[0]), "")):
        name = _("a tab") if parting == "\t" else f"`{parting}`"
        message = _("the cells are parted by {sign}, not by commas").format(sign=name)
        hint = _(
            "Save the table as CSV with commas; in a spreadsheet's dialog that is the separator of fields."
        )
        yield Problem(file, 1, columns[0].index(parting) + 1, "", "error", message, hint, "bad-table")
        return
    for number, name in enumerate(columns):
        if not name or name in columns[:number]:
            said = _("the column {n} has no name") if not name else _("the column `{name}` stands twice")
            message = said.format(n=number + 1, name=name)
            yield Problem(file, 1, 1, "", "error", message, _("Name each column once."), "bad-table")


def _bad_length(file: str, line: int, found: int, wanted: int) -> Problem:
    message = _("the row has {found} cells, the table {wanted} columns").format(found=found, wanted=wanted)
    hint = _("Look for a comma that is missing, or for a text with commas that needs quotation marks.")
    return Problem(file, line, 1, "", "error", message, hint, "bad-table")


def _too_many(file: str, line: int) -> Problem:
    message = _("the table has more than {most} rows").format(most=f"{MOST_ROWS:,}")
    hint = _("Keep the rows that a figure shows; a picture in a terminal has room for some hundred.")
    return Problem(file, line, 1, "", "error", message, hint, "too-large")


class _Fault(Exception):
    """What is wrong with one feature."""


def read_shapes(file: str, data: bytes) -> tuple[Shapes | None, list[Problem]]:
    """Shapes from the bytes of a GeoJSON file; None when it cannot be used."""
    text, problems = decode(file, data)
    if problems:
        return None, problems
    try:
        whole = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as fault:
        message = _("this is no JSON: {why}").format(why=fault.msg)
        return None, [_bad_shape(file, fault.lineno, fault.colno, message)]
    except (_Fault, ValueError, RecursionError):
        return None, [_bad_shape(file, 1, 1, _("this is no JSON that a map can be read from"))]
    listed = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(listed, list) or not listed or whole.get("type") != "FeatureCollection":
        message = _("this is no GeoJSON FeatureCollection with features")
        return None, [_bad_shape(file, 1, 1, message)]
    features: list[Feature] = []
    points = 0
    places = _places(text, len(listed))
    for (line, column), raw in zip(places, listed, strict=True):
        try:
            feature = _feature(raw)
            points += sum(map(len, (*feature.rings, *feature.lines))) + (feature.point is not None)
            features.append(feature)
        except _Fault as fault:
            problems.append(_bad_shape(file, line, column, str(fault)))
        if points > MOST_POINTS or len(problems) >= _MOST_TOLD:
            break
    if points > MOST_POINTS:
        message = _("the shapes have more than {most} points").format(most=f"{MOST_POINTS:,}")
        problems.append(Problem(file, 1, 1, "", "error", message, _("Simplify them."), "too-large"))
    return (None if problems else Shapes(tuple(features))), problems


def _no_constant(_name: str) -> float:
    raise _Fault


def _bad_shape(file: str, line: int, column: int, message: str) -> Problem:
    hint = _("A map is a GeoJSON FeatureCollection in degrees, WGS84: longitude, then latitude.")
    return Problem(file, line, column, "", "error", message, hint, "bad-shape")


def _places(text: str, count: int) -> list[tuple[int, int]]:
    """Line and column of each feature, found by reading the list once more from where it begins."""
    decoder = json.JSONDecoder()
    at = text.find("[", text.find('"features"')) + 1
    found: list[tuple[int, int]] = []
    try:
        while len(found) < count:
            while text[at] in ", \n\t":
                at += 1
            found.append(position(text, at))
            at = decoder.raw_decode(text, at)[1]
    except (ValueError, IndexError, RecursionError):
        pass  # `features` is named somewhere else too: the file's first line is named instead
    return found + [(1, 1)] * (count - len(found))


def _feature(raw: Any) -> Feature:
    geometry = raw.get("geometry") if isinstance(raw, dict) else None
    if not isinstance(geometry, dict):
        raise _Fault(_("a feature has no geometry"))
    said = raw.get("properties")
    properties = said if isinstance(said, dict) else {}
    text = {key: value for key, value in properties.items() if isinstance(value, str) and value}
    rank = properties.get("rank")
    rings, lines, point = _geometry(geometry)
    return Feature(
        layer=text.pop("layer", "") or ("place" if point else ""),
        id=text.pop("id", ""),
        name=text.pop("name", ""),
        names=text,
        rank=rank if isinstance(rank, int) and not isinstance(rank, bool) else 0,
        rings=rings,
        lines=lines,
        point=point,
    )


def _geometry(geometry: dict[str, Any]) -> tuple[tuple[Path, ...], tuple[Path, ...], Point | None]:
    kind, where = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        return _rings(where), (), None
    if kind == "MultiPolygon":
        return tuple(ring for part in _list(where) for ring in _rings(part)), (), None
    if kind == "LineString":
        return (), (_path(where, 2),), None
    if kind == "MultiLineString":
        return (), tuple(_path(part, 2) for part in _list(where)), None
    if kind == "Point":
        return (), (), _point(where)
    raise _Fault(_("a map has no use for the geometry `{kind}`").format(kind=str(kind)[:40]))


def _list(where: Any) -> list[Any]:
    if not isinstance(where, list) or not where:
        raise _Fault(_("the coordinates are no list"))
    return where


def _rings(where: Any) -> tuple[Path, ...]:
    found = tuple(_path(ring, 4) for ring in _list(where))
    for ring in found:
        if ring[0] != ring[-1]:
            message = _("a ring is not closed: it begins at {first} and ends at {last}")
            raise _Fault(message.format(first=list(ring[0]), last=list(ring[-1])))
    return found


def _path(where: Any, least: int) -> Path:
    if not isinstance(where, list) or len(where) < least:
        raise _Fault(_("a line or ring has fewer than {n} points").format(n=least))
    return tuple(_point(point) for point in where)


def _point(where: Any) -> Point:
    if not isinstance(where, list) or len(where) < 2:
        raise _Fault(_("a point is not two numbers"))
    longitude, latitude = where[0], where[1]
    for number, most in ((longitude, 180), (latitude, 90)):
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise _Fault(_("a point is not two numbers"))
        if abs(number) > most:
            raise _Fault(_("the point {point} is not on the globe").format(point=[longitude, latitude]))
    return float(longitude), float(latitude)
