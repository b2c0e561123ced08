// Returns what stands outside the page's width, or is cut off by its own box; [] when nobody has to scroll sideways.
() => {
  const page = document.documentElement, found = [];
  const name = element => element.localName + [...element.classList].map(each => "." + each).join("");
  const scrolls = element => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const cuts = ({overflowX, contentVisibility}) => ["hidden", "clip"].includes(overflowX) || contentVisibility === "auto";
  const isHidden = element => element.closest(".hidden, .skip") !== null;
  if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth} wide, not ${page.clientWidth}`);
  for (const element of document.body.querySelectorAll("*")) {
    if (isHidden(element) || !element.checkVisibility({visibilityProperty: true})) continue;
    const {left, right, width} = element.getBoundingClientRect();
    let box = element.parentElement;
    while (box && !scrolls(box)) box = box.parentElement;
    if (width && !box && (right > page.clientWidth + 1 || left < -1)) {
      found.push(`${name(element)} reaches from ${left.toFixed()} to ${right.toFixed()}`);
    }
    if (cuts(getComputedStyle(element)) && element.scrollWidth > element.clientWidth + 1) {
      found.push(`${name(element)} cuts off ${element.scrollWidth - element.clientWidth} px`);
    }
  }
  return found;
}
