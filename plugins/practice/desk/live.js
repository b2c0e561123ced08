// Keeps a page of `make dev` up to date: loads it again when it changed, swaps its styles when only those did,
// and lays faults over it until they are mended.  It stands in what the server sends, never in a built file.
(() => {
  "use strict";
  const own = document.currentScript;
  const base = own.dataset.base;
  let state = own.dataset.state;
  let shade = null;

  const file = () => {
    const name = decodeURIComponent(location.pathname.slice(base.length));
    return name === "" || name.endsWith("/") ? `${name}index.html` : name;
  };

  const swapStyles = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.querySelectorAll("style");
    const here = document.querySelectorAll("style");
    if (fresh.length !== here.length) {
      location.reload();
      return;
    }
    here.forEach((style, place) => {
      style.textContent = fresh[place].textContent;
    });
  };

  const styles = `
    :host { all: initial; color-scheme: light dark; }
    section { position: fixed; inset: auto 0 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647;
      box-sizing: border-box; padding: 1rem 1.25rem 1.25rem; font: 1rem/1.5 system-ui, sans-serif;
      color: light-dark(#1d1b1a, #f4f1ee); background: light-dark(#fffdfa, #23201e);
      border-top: .3rem solid light-dark(#a3261b, #f2897e); box-shadow: 0 -.5rem 2rem rgb(0 0 0 / .3); }
    h1 { margin: 0 0 .25rem; font-size: 1.15rem; }
    p { margin: 0 0 .75rem; }
    ol { margin: 0; padding: 0; list-style: none; }
    li { padding: .6rem 0; border-top: 1px solid light-dark(#d8d2cb, #4a443f); overflow-wrap: anywhere; }
    code { display: block; font: 600 .9rem/1.5 ui-monospace, monospace; }
    em { display: block; font-style: normal; font-weight: 600; }
  `;

  const element = (name, text = "") => Object.assign(document.createElement(name), { textContent: text });

  const told = (line) => {
    const [, place, rest] = line.match(/^(\S+?(?::\d+)?): (.*)$/s) ?? [null, "", line];
    const at = rest.lastIndexOf("; ");
    const item = element("li");
    if (place) item.append(element("code", place));
    item.append(element("span", at < 0 ? rest : rest.slice(0, at)));
    if (at >= 0) item.append(element("em", rest.slice(at + 2)));
    return item;
  };

  const lay = (wrong) => {
    shade?.remove();
    shade = null;
    if (!wrong.length) return;
    shade = element("practice-faults");
    const panel = element("section");
    panel.setAttribute("role", "alert");
    const list = element("ol");
    list.append(...wrong.map(told));
    panel.append(
      element("h1", wrong.length === 1 ? "One fault stops the build" : `${wrong.length} faults stop the build`),
      element("p", "Behind this stands the last good page. This goes away when they are mended."),
      list,
    );
    shade.attachShadow({ mode: "open" }).append(element("style", styles), panel);
    document.documentElement.append(shade);
  };

  new EventSource(`${base}.dev/news?${encodeURIComponent(file())}`).onmessage = (event) => {
    const news = JSON.parse(event.data);
    lay(news.wrong);
    if (news.state === state) return;
    const next = news.follows === state;
    state = news.state;
    if (news.wrong.length && next) return;
    if (next && news.styles) swapStyles();
    else if (!next || news.changed === null || news.changed.includes(file())) location.reload();
  };
})();
