"""The fields that other programs rely on: what `list KIND --json` gives at least, by kind."""

from __future__ import annotations

RECORDS = {
    "scene": "id title chapter when words minutes branches next home ending warning terms excerpts claims"
    " figures rests_on not_known",
    "term": "id name kind definition forms living posts scenes",
    "source": "id title publisher author date date_precision language kind address archive rights reliability"
    " carriage repeats scenes",
    "excerpt": "id source form text speaker side date language original translation_by scenes",
    "claim": "id question gap contested scenes as_known versions",
    "figure": "id kind data title twin scenes",
    "trail": "id title minutes scenes",
    "in-short": "id text mark scenes",
}
ACTION = {"action": "id keys description screens front_ends"}
