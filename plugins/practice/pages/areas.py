"""The areas of the body with the conditions there, for the body map."""

from __future__ import annotations

from collections.abc import Sequence

from practice.content.kinds import BODY_AREA
from practice.pages.facts import choice
from practice.pages.texts import Texts
from practice.pages.views import Area, Card


def areas(conditions: Sequence[Card], texts: Texts) -> tuple[Area, ...]:
    """Return every area from head to limb, each with its conditions in their order; () where none names an area."""
    found = tuple(
        Area(
            key=key,
            id=f"area-{key.replace(' ', '-')}",
            name=choice(key, texts).capitalize(),
            conditions=tuple(card for card in conditions if key in (card.facts["body_area"].raw or ())),
        )
        for key in BODY_AREA.form.split(", ")
    )
    return found if any(area.conditions for area in found) else ()
