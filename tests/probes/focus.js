// Says what is wrong with the element that has the focus now, the *expected*-th stop; "" when nothing is.
expected => {
  const here = document.activeElement, at = window.stops.indexOf(here);
  const name = element => `${element.localName}${[...element.classList].map(each => "." + each).join("")}`
    + ` "${(element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 30)}"`;
  if (at !== expected) return `stop ${expected} is ${name(here)}, not ${name(window.stops[expected])}`;
  const before = window.looks[at], now = window.look(here), changed = key => before[key] !== now[key];
  const transparent = /^rgba\(.*, 0\)$/;
  const shown = (changed("outline") && now.outline !== "none" && !transparent.test(now.outline))
    || ["shadow", "ground", "fill", "stroke"].some(changed);
  if (!shown) return `${name(here)} does not show its focus`;
  const {left, right, top, bottom} = here.getClientRects()[0];
  if (top < -1 || bottom > innerHeight + 1 || left < -1 || right > innerWidth + 1) {
    if (bottom - top < innerHeight) return `${name(here)} is out of view, from ${top.toFixed()} to ${bottom.toFixed()}`;
  }
  const points = [[left + right, top + bottom], [2 * left + 4, 2 * top + 4], [2 * right - 4, 2 * bottom - 4]];
  const seen = points.map(([x, y]) => document.elementFromPoint(x / 2, y / 2)).some(
    each => each && (here.contains(each) || each.contains(here)));
  return seen ? "" : `${name(here)} is covered`;
}
