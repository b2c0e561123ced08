"""Metadata values: what each reader takes, and what it says to anything else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.content import values
from practice.content.kinds import KINDS
from practice.content.values import Allowance, Certification, Notice, OpenHours, Posting, Reader

CHOICE = values.choice("local", "sedation")
LATITUDE = values.degrees(90)

GOOD = [
    (values.text, "any words", "any words"),
    (values.slug, "kyphoplasty-2", "kyphoplasty-2"),
    (CHOICE, "Local", "local"),
    (values.yes_no, "Yes", True),
    (values.yes_no, "no", False),
    (values.day, "2027-11-01", date(2027, 11, 1)),
    (values.phone, "(214) 555-0101", "(214) 555-0101"),
    (values.phone, "+1 214.555.0101", "(214) 555-0101"),
    (values.phone, "214-555-0101 x 12", "(214) 555-0101 ext. 12"),
    (values.zip_code, "75001", "75001"),
    (values.zip_code, "75001-1234", "75001-1234"),
    (values.state, "TX", "TX"),
    (values.npi, "1234567893", "1234567893"),
    (LATITUDE, "-33.5", -33.5),
    (values.web_address, "https://portal.example.com/in", "https://portal.example.com/in"),
    (values.icd10, "M48.061", "M48.061"),
    (values.icd10, "M80.08X-", "M80.08X-"),
    (values.hours, "Sat 09:00-12:00", OpenHours(5, 5, ((540, 720),))),
    (values.hours, "Mon-Fri 08:00-12:00, 13:00-17:00", OpenHours(0, 4, ((480, 720), (780, 1020)))),
    (values.posting, "frisco", Posting("frisco", ())),
    (values.posting, "frisco | Mon, Wed", Posting("frisco", (0, 2))),
    (values.certification, "Body | Pain", Certification("Body", "Pain", None)),
    (values.certification, "Body | Pain | 2030-12-31", Certification("Body", "Pain", date(2030, 12, 31))),
    (values.notice, "Closed | at noon | 2026-12-01", Notice("Closed | at noon", date(2026, 12, 1))),
    (values.allowance, "best time | about sleep", Allowance("best time", "about sleep")),
    (values.picture, "../images/a/b.png", "../images/a/b.png"),
    (values.picture, "images/a.png", "images/a.png"),
    (values.digest, "0123456789abcdef", "0123456789abcdef"),
]

BAD = [
    (values.slug, "Two Words", '"Two Words" is not a slug; write small letters, digits and single hyphens'),
    (values.slug, "../up", '"../up" is not a slug; write small letters, digits and single hyphens'),
    (CHOICE, "lokal", '"lokal" is not a choice; did you mean "local"?'),
    (CHOICE, "none", '"none" is not a choice; write one of: local, sedation'),
    (values.yes_no, "maybe", '"maybe" is neither yes nor no; write one of them'),
    (values.day, "2027-11", '"2027-11" is not a date; write year-month-day, such as 2027-11-01'),
    (values.day, "2027-02-30", '"2027-02-30" is not in the calendar; write year-month-day'),
    (values.phone, "555-0101", '"555-0101" is not a phone number; write it as (214) 555-0101'),
    (values.zip_code, "7500", '"7500" is not a ZIP code; write five digits'),
    (values.state, "Texas", '"Texas" is not a state; write its two capital letters, such as TX'),
    (values.npi, "12345", '"12345" is not an NPI; write its ten digits'),
    (values.npi, "1234567890", '"1234567890" is not an NPI; its check digit does not fit, so a digit is wrong'),
    (LATITUDE, "91", '"91" is not a coordinate; write degrees from -90 to 90'),
    (LATITUDE, "north", '"north" is not a coordinate; write degrees from -90 to 90'),
    (values.web_address, "http://example.com", '"http://example.com" is not a web address; write it from https:// on'),
    (values.web_address, "javascript:x", '"javascript:x" is not a web address; write it from https:// on'),
    (values.icd10, "48.1", '"48.1" is not an ICD-10-CM code; write it as M48.061 or M80.08X-'),
    (values.hours, "8 to 5", '"8 to 5" is not a line of hours; write Mon-Fri 08:00-12:00, 13:00-17:00'),
    (values.hours, "Mun 08:00-12:00", '"Mun" is not a day; write one of: Mon, Tue, Wed, Thu, Fri, Sat, Sun'),
    (
        values.hours,
        "Fri-Mon 08:00-12:00",
        '"Fri-Mon 08:00-12:00" runs backwards through the week; begin with the earlier day',
    ),
    (
        values.hours,
        "Mon 12:00-08:00",
        '"Mon 12:00-08:00" runs backwards through the day; write the earlier time first',
    ),
    (
        values.hours,
        "Mon 08:00-12:00, 11:00-13:00",
        '"Mon 08:00-12:00, 11:00-13:00" runs backwards through the day; write the earlier time first',
    ),
    (values.hours, "Mon 08:00-24:30", '"24:30" is not a time of day; write it from 00:00 to 24:00'),
    (
        values.posting,
        "frisco | Wed, Mon",
        '"Wed, Mon": days repeat or run backwards; write them from Monday on, each once',
    ),
    (values.posting, "Frisco | Mon", '"Frisco" is not a slug; write small letters, digits and single hyphens'),
    (values.certification, "Body", '"Body" is not a certification; write body | specialty | valid to'),
    (
        values.certification,
        "A | B | C | D",
        '"A | B | C | D" is not a certification; write body | specialty | valid to',
    ),
    (values.notice, "Closed", '"Closed" is not a notice; write its text | the last day, such as 2026-12-01'),
    (values.notice, "Closed | soon", '"soon" is not a date; write year-month-day, such as 2027-11-01'),
    (values.allowance, "the best", '"the best" names no reason; write phrase | reason'),
    (
        values.picture,
        "../../a.png",
        '"../../a.png" is not a picture of this site; write ../images/ and the name of the file',
    ),
    (
        values.picture,
        "../images/../a.png",
        '"../images/../a.png" is not a picture of this site; write ../images/ and the name of the file',
    ),
    (values.digest, "abc", '"abc" is not a digest; let `make sign` write this line'),
]


@pytest.mark.parametrize(("reader", "written", "data"), GOOD, ids=[each[1] for each in GOOD])
def test_a_value_is_read(reader: Reader, written: str, data: object) -> None:
    assert data == reader(written)


@pytest.mark.parametrize(("reader", "written", "message"), BAD, ids=[each[1] for each in BAD])
def test_a_wrong_value_says_what_to_write(reader: Reader, written: str, message: str) -> None:
    with pytest.raises(ValueError, match=r'^"') as caught:
        reader(written)

    assert message == str(caught.value)


@given(
    st.sampled_from([field for kind in KINDS for field in kind.fields]).map(lambda field: field.read),
    st.text(max_size=30),
)
def test_a_reader_reads_or_raises_a_value_error(reader: Reader, written: str) -> None:
    message = "read"
    try:
        reader(written)
    except ValueError as error:
        message = str(error)

    assert message


@pytest.mark.parametrize("digit", "0123456789")
def test_of_ten_npis_that_differ_in_the_last_digit_one_is_right(digit: str) -> None:
    right = "3"
    try:
        found = values.npi(f"123456789{digit}")
    except ValueError:
        found = ""

    assert (digit == right) == bool(found)
