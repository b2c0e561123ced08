"""Styles and scripts that stand in a page, made small."""

from __future__ import annotations

from typing import Literal


def small(element: Literal["style", "script"], text: str) -> str:
    """Return the text of a ``<style>`` or of a module made small; it means the same."""
    import minify_html  # needed only when a style or a script is read

    opened, closed = "<script type=module>" if element == "script" else "<style>", f"</{element}>"
    made = minify_html.minify(f"{opened}{text}{closed}", minify_css=True, minify_js=True)
    return made.removeprefix(opened).removesuffix(closed)
