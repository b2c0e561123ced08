// Search over this site's own pages, in the browser: nothing that is typed leaves it.
// The library and the index are loaded when somebody begins to use the search, and never before.

const FIELDS = ["title", "also", "related", "summary", "words", "kind"];

/** Return a word as it is compared: small letters, no accents; most words have none, and taking them off is slow. */
const fold = (word) => (/[^\0-\x7f]/.test(word) ? word.normalize("NFD").replace(/\p{M}/gu, "") : word).toLowerCase();

/** Return a function from what somebody typed to what is found, best first. */
export function open(MiniSearch, index) {
  const stop = new Set(index.stop.map(fold));
  const processTerm = (term) => {
    const word = fold(term);
    return stop.has(word) ? null : word;
  };
  const engine = new MiniSearch({
    fields: FIELDS,
    idField: "address",
    storeFields: ["kind", "title", "summary", "lang"],
    processTerm,
    searchOptions: {
      boost: { title: 4, also: 3, related: 1.5, kind: 0.7 },
      // Three letters and fewer are too short to guess at, and would match nearly everything.
      fuzzy: (word) => (word.length > 3 ? 0.3 : false),
      prefix: (word) => word.length > 1,
      weights: { fuzzy: 0.3, prefix: 0.5 },
      // A page says more than the meaning of a word, whose address is a place on the glossary page.
      boostDocument: (address) => (address.includes("#") ? 0.5 : 1),
    },
  });
  engine.addAll(index.documents);
  return (words) => {
    const found = engine.search(words);
    // What matches far worse than the best is chance: a page that shares one misspelled word.
    return found.filter((each) => each.score >= found[0].score * 0.1).slice(0, 30);
  };
}

/** Load a file that the page names on our element, and refuse it if its bytes are not those that were built. */
async function load(own, name) {
  const [src, integrity] = [own.getAttribute(`data-${name}`), own.getAttribute(`data-${name}-integrity`)];
  if (name === "index") return (await fetch(src, { integrity })).json();
  const script = Object.assign(document.createElement("script"), { src, integrity });
  const loaded = new Promise((done, failed) => Object.assign(script, { onload: done, onerror: failed }));
  document.head.append(script);
  await loaded;
  return globalThis.MiniSearch;
}

function start(own) {
  const form = document.querySelector("main form[role=search]");
  const [field, status] = [form.elements.q, document.querySelector("main [role=status]")];
  const [results, all] = ["results", "everything"].map((part) => document.getElementById(part));
  const root = new URL("..", new URL(own.dataset.index, location)); // the index stands in a folder below the site's root
  const [list, one] = [results.querySelector("ol"), results.querySelector("template").content];
  let engine = null;

  // A load that failed, on a train say, is tried again with the next key.
  const ready = () =>
    (engine ??= Promise.all([load(own, "library"), load(own, "index")])
      .then((loaded) => open(...loaded))
      .catch(() => (engine = null)));

  const item = (found) => {
    const made = one.cloneNode(true);
    const [kind, link, summary] = ["p", "a", "p:last-child"].map((part) => made.querySelector(part));
    kind.textContent = found.kind;
    link.textContent = found.title;
    link.href = new URL(found.id, root);
    summary.textContent = found.summary ?? "";
    if (found.lang) link.lang = summary.lang = found.lang;
    return made;
  };

  const show = (found) => {
    list.replaceChildren(...found.map(item));
    status.textContent =
      found.length > 1 ? status.dataset.many.replace("{count}", found.length) : status.dataset[found.length ? "one" : "none"];
    [results.hidden, all.hidden] = [!found.length, found.length > 0];
  };

  const seek = async () => {
    const words = field.value.trim();
    const address = new URL(location);
    address.searchParams.delete("q");
    if (words) address.searchParams.set("q", words);
    history.replaceState(null, "", address);
    if (!words) {
      [results.hidden, all.hidden, status.textContent] = [true, false, ""];
      return;
    }
    if (results.hidden) status.textContent = status.dataset.wait;
    const search = await ready();
    if (words !== field.value.trim()) return; // something else was typed meanwhile
    if (search) show(search(words));
    else [results.hidden, all.hidden, status.textContent] = [true, false, status.dataset.fail];
  };

  let soon;
  field.addEventListener("focus", ready, { once: true });
  field.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(seek, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(soon);
    seek();
  });
  field.value ||= new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) seek();
  else if (document.activeElement === field) ready();
}

if (globalThis.document) start(document.querySelector("script[data-index]"));
