// Notes everything that the keyboard has to reach, in the order of the document, and how it looks without focus.
// Returns how many there are.  `focus.js` compares.
() => {
  window.look = element => {
    const s = getComputedStyle(element);
    const outline = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1 ? s.outlineColor : "none";
    return {outline, shadow: s.boxShadow, ground: s.backgroundColor, fill: s.fill, stroke: s.stroke};
  };
  const can = "a[href], area[href], button, input, select, textarea, summary, [tabindex]";
  window.stops = [...document.querySelectorAll(can)].filter(
    each => each.tabIndex >= 0 && !each.disabled && each.getClientRects().length
      && each.checkVisibility({visibilityProperty: true}));
  window.looks = window.stops.map(window.look);
  return window.stops.length;
}
