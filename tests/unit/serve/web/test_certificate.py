"""The certificate of the door for browsers: made once, kept for its owner, long valid; a given one is looked at."""

from __future__ import annotations

import datetime
import os
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from explainer.problems import Cannot
from explainer.serve.web import certificate


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, again = certificate.own(tmp_path, "192.0.2.1"), certificate.own(tmp_path, "192.0.2.1")
    assert first.fingerprint == again.fingerprint
    assert first.context.minimum_version == ssl.TLSVersion.TLSv1_2
    path = tmp_path / certificate.FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [certificate.FILE]


def test_it_is_valid_from_long_before_today_and_names_where_it_listens(tmp_path: Path) -> None:
    certificate.own(tmp_path, "192.0.2.1")
    found = x509.load_pem_x509_certificate((tmp_path / certificate.FILE).read_bytes())
    now = datetime.datetime.now(datetime.UTC)
    assert found.not_valid_before_utc < now - datetime.timedelta(days=3_650)
    assert found.not_valid_after_utc > now + datetime.timedelta(days=3_650)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"192.0.2.1", "127.0.0.1"} <= {str(one) for one in names.get_values_for_type(x509.IPAddress)}


def test_one_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    certificate.own(tmp_path, "localhost")
    os.chmod(tmp_path / certificate.FILE, 0o644)
    with pytest.raises(Cannot, match="chmod 600"):
        certificate.own(tmp_path, "localhost")


def test_a_given_one_must_be_one_with_its_key(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    made = certificate.own(one, "localhost"), certificate.own(other, "localhost")
    assert made[0].fingerprint != made[1].fingerprint
    both = one / certificate.FILE
    assert certificate.given(both, both).fingerprint == made[0].fingerprint
    with pytest.raises(Cannot, match="do not go together"):
        certificate.given(both, other / certificate.FILE)
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("no certificate")
    with pytest.raises(Cannot, match="PEM"):
        certificate.given(rubbish, rubbish)
    with pytest.raises(Cannot, match="nowhere"):
        certificate.given(tmp_path / "nowhere", both)
