"""What readers ask of their browser is followed: no scripts, their own colors, no motion, paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from browser import Served, Visit, chosen, each_scheme, each_site, kind, probe, unfold

LETTER = 720
"""The width of a letter sheet between margins of half an inch, in CSS pixels."""
BOUNDED = ".button, .card, .call, .panel, .action, .initials"
"""What is a box by its ground or border alone; with forced colors only a border is left."""
MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
    const {animationName, transitionDuration, scrollBehavior} = getComputedStyle(element);
    return animationName !== "none" || parseFloat(transitionDuration) > 0 || scrollBehavior === "smooth";
}).map(element => element.outerHTML.slice(0, 80)).concat(document.getAnimations().map(String))"""
SHOWN = """selector => [...document.querySelectorAll(selector)].filter(
    element => element.checkVisibility() && element.getClientRects().length).map(element => element.innerText)"""


@each_site
def test_without_scripts_every_word_is_there(site: str, served: Callable[[str], Served], visit: Visit) -> None:
    """Forms and the planner apart: what is asked there needs a script to be answered, and is not shown without one."""
    here, on, off = served(site), visit(), visit(java_script_enabled=False)
    found = []
    for name in chosen(here.built):
        texts = []
        for page in (on, off):
            page.goto(here.url(name))
            page.evaluate("document.querySelectorAll('form, .plan').forEach(form => form.remove())")
            texts.append(page.inner_text("body").split())
        assert texts[1]
        if set(texts[0]) - set(texts[1]):
            found.append(f"{name}: {sorted(set(texts[0]) - set(texts[1]))}")

    assert [] == found


@each_site
@each_scheme
def test_forced_colors_leave_boxes_bounded_and_texts_readable(
    site: str, scheme: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, found = served(site), list[str]()
    page = visit(forced_colors="active", color_scheme=scheme)
    for name in chosen(here.built):
        page.goto(here.url(name))
        boxes = page.evaluate(
            """selector => [...document.querySelectorAll(selector)].filter(box => {
                const {borderTopStyle, borderTopWidth, borderTopColor} = getComputedStyle(box);
                return box.checkVisibility() && (borderTopStyle === "none" || !parseFloat(borderTopWidth)
                    || /^rgba.* 0\\)$/.test(borderTopColor));
            }).map(box => `${box.className} has no border`)""",
            BOUNDED,
        )
        unfold(page)
        contrast = page.evaluate(probe("contrast"), [])
        assert contrast["count"]
        found += [f"{name} {scheme}: {fault}" for fault in [*boxes, *contrast["faults"]]]

    assert [] == found


@each_site
def test_nothing_moves_for_readers_who_asked_for_less_motion(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, page = served(site), visit(reduced_motion="reduce")
    found = dict[str, Any]()
    for name in chosen(here.built):
        page.goto(here.url(name))
        if moving := page.evaluate(MOVING):
            found[name] = moving

    assert {} == found


def test_motion_is_seen(visit: Visit) -> None:
    """The rule above finds what it looks for."""
    page = visit(reduced_motion="reduce")
    page.set_content("<a style='transition: color 1s'>turns</a>")

    assert 1 == len(page.evaluate(MOVING))


@each_site
def test_paper_has_phone_address_and_review_and_nothing_to_click(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, page = served(site), visit(width=LETTER)
    page.emulate_media(media="print")
    found = []
    for name in chosen(here.built):
        page.goto(here.url(name))
        found += [f"{name}: {fault}" for fault in page.evaluate(probe("overflow"))]
        found += [f"{name}: shows {each}" for each in page.evaluate(SHOWN, "nav, .skip, .preview, .plan")]
        wanted = ["a[href^='tel:'], .open"]  # or the mark that it is still to be supplied
        if kind(here.built, name) == "review_copy":  # for the practice's own physicians
            wanted = []
        wanted += ["address"] if kind(here.built, name) in {"location", "contact"} else []
        wanted += [".byline time"] if here.built.pages[name].css(".byline time") else []
        found += [f"{name}: lacks {each}" for each in wanted if not page.evaluate(SHOWN, each)]

    assert [] == found
