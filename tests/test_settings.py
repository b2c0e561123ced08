"""A site's settings: what they say, and what is said when they are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from practice import settings
from practice.desk.__main__ import main
from practice.settings import REPOSITORY, SettingsError


def write(root: Path, text: str, name: str = "pelicanconf.py") -> Path:
    (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_site_without_settings_has_this_programs_own(small: Path) -> None:
    found = settings.load(small)

    assert (REPOSITORY / "pelicanconf.py", REPOSITORY / "theme") == (found.file, found.theme)
    assert ("/", "", "us-texas", False) == (found.base, found.site_url, found.jurisdiction, found.publish)


def test_the_day_comes_from_the_environment(small: Path) -> None:
    assert date(2026, 11, 22) == settings.load(small).today


def test_a_day_in_the_settings_goes_before_the_environments(small: Path) -> None:
    assert date(2027, 1, 2) == settings.load(write(small, 'TODAY = "2027-01-02"\n')).today


def test_without_a_day_it_is_today_where_the_practice_is(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TODAY")
    east = settings.load(write(small, 'TIMEZONE = "Pacific/Kiritimati"\n')).today
    west = settings.load(write(small, 'TIMEZONE = "Pacific/Pago_Pago"\n')).today

    assert (east - west).days in (1, 2)


@pytest.mark.parametrize(
    ("url", "base", "absolute"),
    [
        ("https://www.example.com", "/", "https://www.example.com/a/"),
        ("https://example.com/clinic/", "/clinic/", "https://example.com/a/"),
        ("http://localhost:8000", "/", "http://localhost:8000/a/"),
    ],
)
def test_an_address_may_have_a_path(url: str, base: str, absolute: str, small: Path) -> None:
    found = settings.load(write(small, f'SITEURL = "{url}"\n'))

    assert (base, absolute) == (found.base, found.absolute("/a/"))


def test_publishing_reads_its_own_file_over_the_previews(small: Path) -> None:
    write(small, 'JURISDICTION = "us-texas"\nSITEURL = ""\n')
    write(small, 'from pelicanconf import *\nSITEURL = "https://example.com"\n', "publishconf.py")
    found = settings.load(small, publish=True)

    assert ("https://example.com", True) == (found.site_url, found.publish)


def test_the_settings_of_one_site_do_not_reach_another(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for root, url in ((small, "https://one.example.com"), (other, "https://two.example.com")):
        write(root, f'SITEURL = "{url}"\n')
        write(root, "from pelicanconf import *\n", "publishconf.py")

    assert ["https://one.example.com", "https://two.example.com"] == [
        settings.load(root, publish=True).site_url for root in (small, other)
    ]


WRONG = {
    "A = 1\nB = zebra\n": "pelicanconf.py:2: NameError: name 'zebra' is not defined; mend this line",
    'SITEURL = "example"\n': 'pelicanconf.py: SITEURL: "example" is not a web address; write https:// and the host',
    'TODAY = "soon"\n': 'pelicanconf.py: TODAY: "soon" is not a date; write 2027-11-01',
    'TIMEZONE = "Texas"\n': 'pelicanconf.py: TIMEZONE: "Texas" is no time zone; write America/Chicago',
    'TIMEZONE = "../../etc/passwd"\n': (
        'pelicanconf.py: TIMEZONE: "../../etc/passwd" is no time zone; write America/Chicago'
    ),
    'SECURITY_CONTACT = "me"\nSECURITY_EXPIRES = "2027-01-01"\n': (
        'publishconf.py: SECURITY_CONTACT: "me" is no address to write to; write mailto: or https:// and the address'
    ),
    'SECURITY_EXPIRES = "2027-01-01"\n': (
        'publishconf.py: SECURITY_CONTACT: "" is no address to write to; write mailto: or https:// and the address'
    ),
    'SECURITY_CONTACT = "https://example.com/"\n': (
        'publishconf.py: SECURITY_EXPIRES: "None" is not a date; write 2027-11-01'
    ),
    'SECURITY_CONTACT = "mailto:a@example.com"\nTODAY = "2026-11-22"\nSECURITY_EXPIRES = "2026-11-22"\n': (
        "publishconf.py: SECURITY_EXPIRES: 2026-11-22 has passed; write a day within the next year"
    ),
    'THEME = "zebra"\n': "pelicanconf.py: THEME: no folder zebra/templates; name the theme's folder",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_a_wrong_setting_is_named_with_its_file(
    text: str, message: str, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TODAY")
    name = message.partition(":")[0]
    with pytest.raises(SettingsError) as caught:
        settings.load(write(small, text, name), publish=name == "publishconf.py")

    assert message == str(caught.value)


def test_whom_to_tell_of_a_weakness_is_a_setting_of_what_is_published(small: Path) -> None:
    text = 'SECURITY_CONTACT = "mailto:security@example.com"\nSECURITY_EXPIRES = "2027-11-01"\n'
    found = settings.load(write(small, text, "publishconf.py"), publish=True)

    assert ("mailto:security@example.com", date(2027, 11, 1)) == (found.security_contact, found.security_expires)
    assert ("", None) == (settings.load(small).security_contact, settings.load(small).security_expires)


def test_a_file_that_is_no_python_is_named_with_its_line(small: Path) -> None:
    with pytest.raises(SettingsError, match=r"^pelicanconf\.py:2: SyntaxError: .*; mend this line$"):
        settings.load(write(small, "A = 1\nB = (\n"))


def test_the_desk_tells_a_wrong_setting_in_one_line(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(small, 'JURISDICTION = "us-zebra"\n')
    status = main(["check", "--site", str(small)])
    told = capsys.readouterr()

    assert (1, "") == (status, told.out)
    assert [
        "pelicanconf.py: JURISDICTION: us-zebra.toml: No such file or directory; known here: us-texas"
    ] == told.err.splitlines()
