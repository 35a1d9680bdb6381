"""Whether what a browser sends comes from a page of this server: nothing else may press a guest's buttons."""

from __future__ import annotations

from collections.abc import Mapping


def same_origin(headers: Mapping[str, str], *, secure: bool) -> bool:
    """Whether a request that changes something may come from a page of ours.

    Our pages tell no address onwards, so that browsers say `Origin: null` for their forms (Fetch, 3.2); newer ones
    say beside it where the form stood, wherever a page is trustworthy. What says neither is judged by its token.
    """
    site = headers.get("Sec-Fetch-Site", "")
    if site and site not in ("same-origin", "none"):
        return False
    origin = headers.get("Origin", "")
    if origin in ("", "null"):
        return True
    scheme = "https" if secure else "http"
    return origin == f"{scheme}://{headers.get('Host', '')}"
