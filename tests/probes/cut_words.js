// The words of an SVG document that reach beyond its view.
() => {
    const view = document.documentElement.viewBox.baseVal;
    const inside = ({ x, y, width, height }) =>
        x >= view.x && y >= view.y && x + width <= view.x + view.width && y + height <= view.y + view.height;
    return [...document.querySelectorAll("text")].filter(text => !inside(text.getBBox())).map(text => text.textContent);
}
