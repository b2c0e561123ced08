// Measures every text that is painted: its color against all that lies behind it.
//
// What lies behind is asked of the browser at points of each text (elementsFromPoint), not of the ancestors alone,
// so that shapes and overlapping boxes count.  A gradient counts with each of its colors, a positioned pseudo
// element as there and as not there; the worst case decides.  The window must be as tall as the page.
//
// Takes CSS selectors of texts that must be among the measured.  Returns how many texts were measured, those under
// 4.5:1 (3:1 when large), and the selectors that were not met.
wanted => {
  const pen = Object.assign(document.createElement("canvas"), {width: 1, height: 1})
    .getContext("2d", {willReadFrequently: true});
  const known = new Map();
  const rgba = color => {
    if (!known.has(color)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = color => {
    const [r, g, b] = color.map(each => each / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const faded = ([r, g, b, a], by) => [r, g, b, a * by];
  const colors = text => text.match(/(?:rgba?|hsla?|oklch|oklab|lab|lch|color)\([^()]*\)/g) ?? [];

  // The possible colors of one element's own paint, none when it paints nothing there.
  const paints = element => {
    const style = getComputedStyle(element), found = [];
    if (element instanceof SVGGeometryElement || element instanceof SVGUseElement) {
      return style.fill === "none" ? [] : [[faded(rgba(style.fill), style.fillOpacity * style.opacity)]];
    }
    if (element instanceof HTMLImageElement || style.backgroundImage.includes("url(")) return ["picture"];
    if (rgba(style.backgroundColor)[3]) found.push([rgba(style.backgroundColor)]);
    if (style.backgroundImage !== "none") found.push(colors(style.backgroundImage).map(rgba));
    for (const pseudo of ["::before", "::after"]) {
      const own = getComputedStyle(element, pseudo);
      if (own.content !== "none" && own.position === "absolute" && rgba(own.backgroundColor)[3]) {
        found.push([[0, 0, 0, 0], rgba(own.backgroundColor)]);
      }
    }
    return found;
  };
  const canvas = () => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.background = "Canvas";
    const color = rgba(getComputedStyle(probe).backgroundColor);
    probe.remove();
    return color;
  };
  const floor = canvas();
  const behind = (element, x, y) => {
    const stack = document.elementsFromPoint(x, y);
    const at = stack.findIndex(each => each === element || each.contains(element));
    if (at < 0) return null;
    let possible = [floor];
    for (const layer of [document.documentElement, document.body, ...stack.slice(at).reverse()]) {
      for (const paint of paints(layer)) {
        if (paint === "picture") return "picture";
        possible = possible.flatMap(under => paint.map(color => over(color, under)));
      }
    }
    const cover = stack.slice(0, at).some(each => !element.contains(each) && paints(each).length);
    return cover ? "covered" : possible;
  };

  const path = element => {
    const names = [];
    for (let each = element; each && each !== document.body && names.length < 4; each = each.parentElement) {
      names.unshift(each.localName + (each.classList.length ? "." + [...each.classList].join(".") : ""));
    }
    return names.join(" > ");
  };
  const isHidden = element => {
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) return true;
    for (let each = element; each; each = each.parentElement) {
      if (getComputedStyle(each).clipPath !== "none" && each.offsetWidth <= 1) return true;
    }
    return false;
  };
  const opacity = element => {
    let product = 1;
    for (let each = element; each; each = each.parentElement) product *= getComputedStyle(each).opacity;
    return product;
  };

  const measured = new Set(), faults = [];
  const measure = (element, style, rectangles, text) => {
    const size = parseFloat(style.fontSize), need = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ink = faded(rgba(element instanceof SVGElement ? style.fill : style.color), opacity(element));
    let worst = Infinity, why = "";
    for (const {left, right, top, bottom, width, height} of rectangles) {
      if (width < 1 || height < 1) continue;
      for (const x of [left + 1, (left + right) / 2, right - 1]) {
        const ground = behind(element, x, (top + bottom) / 2);
        if (!ground) continue;
        measured.add(element);
        if (typeof ground === "string") [worst, why] = [0, ground];
        else worst = Math.min(worst, ...ground.map(each => ratio(over(ink, each), each)));
      }
    }
    if (worst < need) faults.push(`${path(element)} "${text.trim().slice(0, 30)}": ${why || worst.toFixed(2)}, not ${need}`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, template, :disabled") || isHidden(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    measure(element, getComputedStyle(element), range.getClientRects(), node.data);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (isHidden(element)) continue;
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (/^"\s*[^"\s]/.test(style.content)) measure(element, style, element.getClientRects(), style.content);
    }
    if (element.placeholder) {
      measure(element, getComputedStyle(element, "::placeholder"), element.getClientRects(), element.placeholder);
    }
  }
  const unmet = wanted.filter(each => {
    const element = document.querySelector(each);
    return !element || ![...measured].some(one => element.contains(one));
  });
  return {count: measured.size, faults, unmet};
}
