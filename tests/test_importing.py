"""`make import`: the old page as it was, what is done with addresses and files that are there, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import run
from imported import IMPORTS, Taken, export, item, take
from practice.content.document import Listing, Section
from practice.content.graph import Site

OLD = ("kyphoplasty.html", "kyphoplasty.txt")


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Taken:
    """The practice's old page taken in, as a browser saved it and as its text alone."""
    return take(IMPORTS / "saved" / request.param, tmp_path / "site")


def labels(site: Site, title: str, part: str = "") -> list[str]:
    """Return the labels of a section of the old page."""
    document = site.pages["content/procedures/kyphoplasty.md"].document
    section: Section = next(each for each in document.sections if each.title == title)
    section = next((each for each in section.parts if each.title == part), section)
    lists = [block for block in section.blocks if isinstance(block, Listing)]
    return [each.label.text for block in lists for each in block.items if each.label]


def test_the_old_page_is_a_procedure_with_its_items_in_their_sections(old: Taken) -> None:
    site = old.site

    assert (0, []) == (old.result.status, site.faults)
    assert ["Imaging", "Anesthesia"] == labels(site, "What happens", "Before")
    assert ["Insertion", "Balloon Inflation", "Cavity Creation", "Cement Injection"] == labels(
        site, "What happens", "During"
    )
    assert ["Final Steps"] == labels(site, "What happens", "After")
    assert [3, 4, 4, 3] == [
        len(labels(site, title)) for title in ("Who it may help", "Benefits", "Risks and complications", "Recovery")
    ]


def test_what_has_no_time_keeps_its_label_and_asks_when(old: Taken) -> None:
    text = old.file("procedures/kyphoplasty.md")

    assert ["First hours", "Days 1-2", "Later"] == labels(old.site, "Recovery")
    assert "**Follow-Up.** Regular follow-up visits to monitor" in text
    assert '[?: when; the old page says "Follow-Up"]' in text


def test_what_fits_nowhere_stands_whole_under_a_heading_of_its_own_with_a_note(old: Taken) -> None:
    text = old.file("procedures/kyphoplasty.md")
    rest = text.partition("## Accepting New Patients\n")[2]

    assert rest.startswith("\n[?: move this to where it belongs, or delete it]\n")
    assert "offering rapid pain relief, vertebral stabilization, and height restoration." in rest
    assert "Contact our office to schedule an appointment." in rest
    assert "Dr Preston Harmon Top Pain Management Doctor in Frisco" in rest


def test_the_physician_is_written_with_five_offices_and_nothing_invented(old: Taken) -> None:
    site = old.site
    physician = site.pages["content/physicians/preston-harmon.md"]

    assert ["frisco", "mckinney", "plano", "rockwall", "sherman"] == sorted(
        office.slug for office in site.related(physician, "location")
    )
    assert {"degree", "specialty", "languages", "accepting_new", "procedures"} == {
        name for name, value in physician.values.items() if value.open
    }
    assert {"street", "state", "zip", "phone", "hours", "wheelchair", "parking"} == {
        name for name, value in site.pages["content/locations/frisco.md"].values.items() if value.open
    }


def test_a_new_site_builds_without_a_line_edited(old: Taken) -> None:
    result = run("html", "--site", old.root)

    assert (0, True) == (result.status, (old.root / "output/procedures/kyphoplasty/index.html").is_file())


def test_every_page_is_a_draft_but_the_home_page(old: Taken) -> None:
    drafts = {record.path: record.draft for record in old.site.pages.values()}

    assert {"content/practice.md", "content/pages/home.md"} == {path for path, draft in drafts.items() if not draft}


def test_menus_banners_widgets_and_scripts_are_not_taken(tmp_path: Path) -> None:
    taken = take(IMPORTS / "saved" / "kyphoplasty.html", tmp_path / "site")
    whole = b"\n".join(taken.files().values()).decode("utf-8", "replace")

    for words in ("Recent posts", "cookies", "Copyright", "Skip to content", "gtag", "Seraphinite", "Your name"):
        assert words not in whole
    assert "1 x form left out; write what it told visitors" in taken.said("Kyphoplasty")
    assert ["of each saved page its main text, without menus, banners and widgets around it"] == taken.whole


def test_old_addresses_become_redirects(tmp_path: Path) -> None:
    taken = take(IMPORTS / "saved" / "kyphoplasty.html", tmp_path / "site")

    assert ("/treatments/kyphoplasty/ /procedures/kyphoplasty/\n/?p=214 /procedures/kyphoplasty/\n") == taken.file(
        "redirects.txt"
    )


def test_a_second_run_changes_nothing(old: Taken, tmp_path: Path) -> None:
    before = old.files()
    source = IMPORTS / "saved" / OLD[not (old.root / "content/redirects.txt").exists()]
    again = take(source, old.root)

    assert (0, before) == (again.result.status, again.files())
    assert before == take(source, tmp_path / "other").files()


def test_an_edited_file_is_never_overwritten(tmp_path: Path) -> None:
    source = export(tmp_path, item())
    first = take(source, tmp_path / "site")
    page = first.root / "content/pages/about-us.md"
    page.write_text("Title: About us\n\nMy own words.\n", encoding="utf-8")
    second = take(source, first.root)
    beside = page.with_suffix(".new.md")

    assert "Title: About us\n\nMy own words.\n" == page.read_text(encoding="utf-8")
    assert "We treat pain of the spine." in beside.read_text(encoding="utf-8")
    assert (
        "content/pages/about-us.md is there with other words; content/pages/about-us.new.md lies beside it, "
        "so take over what you want"
    ) in second.said("About us")
    assert [] == second.site.faults


def test_a_newer_copy_that_was_edited_is_kept_too(tmp_path: Path) -> None:
    source = export(tmp_path, item())
    first = take(source, tmp_path / "site")
    for name in ("about-us.md", "about-us.new.md"):
        (first.root / "content/pages" / name).write_text("Title: About us\n\nMine.\n", encoding="utf-8")
    second = take(source, first.root)

    assert 1 == second.result.status
    assert "Title: About us\n\nMine.\n" == second.file("pages/about-us.new.md")
    assert any("and content/pages/about-us.new.md are there with other words" in line for line in second.result.told)


def test_moves_that_an_editor_wrote_are_kept_and_collisions_named(tmp_path: Path) -> None:
    old = item("Our doctors", post_name="doctors", link="https://www.example.com/our/doctors/")
    items = (item(), item("Team", post_name="team", link="https://www.example.com/about-us/"), old)
    source = export(tmp_path, *(each.replace("<wp:post_id>7<", "<wp:post_id><") for each in items))
    first = take(source, tmp_path / "site")
    file = first.root / "content/redirects.txt"

    assert "/our/doctors/ /doctors/\n" == first.file("redirects.txt")
    assert [
        "/about-us/ is a page of the new site too; its old page is at /team/ now, so link to it from there"
    ] == first.addresses
    file.write_text("/our/doctors /team/", encoding="utf-8")
    second = take(source, first.root)

    assert "/our/doctors /team/\n" == second.file("redirects.txt")
    assert "/our/doctors/ leads to /team/ and not to /doctors/; keep the better one" in second.addresses


def test_addresses_by_number_are_written_and_the_report_says_which_hosts_follow_them(tmp_path: Path) -> None:
    news = item("News", post_name="news", post_id="8", post_type="post")
    taken = take(export(tmp_path, item(), news), tmp_path / "site")
    said = (
        "3 old addresses with a question, such as /?p=7, lead on with nginx, Apache, Caddy and Netlify; other hosts "
        "show the page before the question mark"
    )

    assert "/?p=7 /about-us/\n/?page_id=7 /about-us/\n/?p=8 /news/\n" == taken.file("redirects.txt")
    assert [said] == taken.addresses
    assert [] == taken.site.faults


def test_a_question_that_shows_the_page_by_itself_is_not_written(tmp_path: Path) -> None:
    taken = take(export(tmp_path, item("Home", post_name="home", link="https://www.example.com/")), tmp_path / "site")

    assert not (taken.root / "content/redirects.txt").exists()


def test_what_only_asks_more_of_an_address_that_is_written_needs_no_line(tmp_path: Path) -> None:
    link = "https://www.example.com/?post_type=clinic&p=7"
    taken = take(export(tmp_path, item(post_type="clinic", link=link)), tmp_path / "site")

    assert "/?p=7 /about-us/\n" == taken.file("redirects.txt")
    assert not any("cannot be written" in line for line in taken.result.told)


def test_an_address_that_no_host_can_redirect_is_named(tmp_path: Path) -> None:
    link = "https://www.example.com/x.php?a=1&b=2"
    taken = take(export(tmp_path, item(link=link, post_id="")), tmp_path / "site")
    said = "/x.php?a=1&b=2 cannot be written as a redirect; tell whoever runs the web host that it is /about-us/"

    assert [said] == taken.addresses
    assert not (taken.root / "content/redirects.txt").exists()


def test_a_page_that_nobody_saw_has_no_old_address(tmp_path: Path) -> None:
    link = "https://www.example.com/?page_id=7"
    taken = take(export(tmp_path, item(status="draft", link=link)), tmp_path / "site")

    assert not (taken.root / "content/redirects.txt").exists()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("none.xml", "FROM: no file or folder"),
        ("a.zip", "a.zip is packed; unpack it, and name the export or the folder that was in it"),
        ("a.doc", "is no old site; name an export (.xml), a saved page (.html) or a folder of them"),
    ],
)
def test_a_source_that_is_none_is_told_in_one_line(source: str, said: str, tmp_path: Path) -> None:
    for name in ("a.zip", "a.doc"):
        (tmp_path / name).write_bytes(b"PK")
    taken = take(tmp_path / source, tmp_path / "site")

    assert 1 == taken.result.status
    assert said in taken.result.err
    assert not taken.root.exists()
