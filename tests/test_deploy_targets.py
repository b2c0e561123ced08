"""The table DEPLOY: what a row needs, and what each fault in it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import write
from practice import settings
from practice.deploy.targets import Target, target
from practice.settings import SettingsError

SSH = {"kind": "ssh", "host": "www@example.com", "path": "/srv/www/site"}


def row(tmp_path: Path, row: object, *, name: str = "live", url: str = "https://www.example.com") -> Target:
    """Return the target *name* of a site with one row, "live"."""
    write(tmp_path, {"publishconf.py": f'SITEURL = "{url}"\nDEPLOY = {{"live": {row!r}}}\n'})
    return target(settings.load(tmp_path, publish=True), name)


def fault(tmp_path: Path, *given: object, **more: str) -> str:
    with pytest.raises(SettingsError) as raised:
        row(tmp_path, *given, **more)
    return str(raised.value)


def test_a_target_is_fetched_at_the_address_of_the_site(tmp_path: Path) -> None:
    assert Target("live", "ssh", "www@example.com", "/srv/www/site", "https://www.example.com", 5) == row(tmp_path, SSH)


def test_a_target_may_have_an_address_of_its_own_or_none(tmp_path: Path) -> None:
    assert "http://staging.example.com" == row(tmp_path, {**SSH, "url": "http://staging.example.com/"}).url
    assert "" == row(tmp_path, {**SSH, "url": ""}).url


@pytest.mark.parametrize("path", ["bucket:site", "bucket:", "host:/public_html/", "/mnt/share/www", "my-host:a b"])
def test_rclone_takes_a_remote_of_its_configuration_or_a_folder(tmp_path: Path, path: str) -> None:
    assert path.removesuffix("/") == row(tmp_path, {"kind": "rclone", "path": path}).path


def test_a_target_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    begin = 'publishconf.py: DEPLOY: no target "'

    assert begin + 'life"; did you mean "live"?' == fault(tmp_path, SSH, name="life")
    assert begin + 'x"; write one of: live' == fault(tmp_path, SSH, name="x")


def test_a_site_without_targets_says_where_they_are_explained(tmp_path: Path) -> None:
    write(tmp_path, {"publishconf.py": 'SITEURL = "https://www.example.com"\n'})
    with pytest.raises(SettingsError) as raised:
        target(settings.load(tmp_path, publish=True), "live")

    assert 'publishconf.py: DEPLOY: no target "live"; write it, see docs/deploy.md' == str(raised.value)


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"publishconf.py": 'DEPLOY = ["live"]\n'})
    with pytest.raises(SettingsError, match=r"DEPLOY: is no table; write "):
        target(settings.load(tmp_path, publish=True), "live")


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        ({"kind": "scp"}, "has no kind; write one of: ssh, folder, rclone"),
        ("ssh", "has no kind; write one of: ssh, folder, rclone"),
        (
            {**SSH, "password": "x"},
            '"password" is no key of this kind; write kind, host, path, url, keep, and secrets nowhere here',
        ),
        ({"kind": "ssh", "path": "/srv"}, "host is missing; write it"),
        ({"kind": "rclone"}, "path is missing; write it"),
        (
            {**SSH, "host": "-oProxyCommand=x"},
            '"-oProxyCommand=x" is no host; write user@host, or a name of your SSH configuration',
        ),
        ({**SSH, "path": "/"}, '"/" is no place for a site; write a folder, for rclone as remote:folder'),
        (
            {**SSH, "path": "/srv/../x"},
            '"/srv/../x" is no place for a site; write a folder, for rclone as remote:folder',
        ),
        (
            {"kind": "rclone", "path": ":ftp,pass=secret:x"},
            '":ftp,pass=secret:x" is no place for a site; write a folder, for rclone as remote:folder',
        ),
        ({**SSH, "keep": 1}, 'keep: "1" is no number of releases; write 2 or more'),
        (
            {**SSH, "url": "www.example.com"},
            'url: "www.example.com" is not a web address; write https:// and the host, or "" to fetch nothing',
        ),
        (
            {**SSH, "url": "https://x.example/clinic"},
            "url: https://x.example/clinic does not end in the path of SITEURL, /; links would lead astray",
        ),
    ],
)
def test_a_faulty_row_says_what_to_write(tmp_path: Path, faulty: object, message: str) -> None:
    assert f"publishconf.py: DEPLOY: live: {message}" == fault(tmp_path, faulty)


def test_the_name_of_a_target_is_plain(tmp_path: Path) -> None:
    write(tmp_path, {"publishconf.py": 'DEPLOY = {"../x": {"kind": "folder", "path": "/srv/x"}}\n'})
    with pytest.raises(SettingsError) as raised:
        target(settings.load(tmp_path, publish=True), "../x")

    assert "publishconf.py: DEPLOY: ../x: is no name of a target; write small letters, digits and hyphens" == str(
        raised.value
    )
