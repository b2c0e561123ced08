// The dates of a handout, counted in the browser from the day of the procedure: nothing that is entered leaves it.
// What a time means in a calendar stands on its item; the build has read it there.
//
// A moment is a Date whose UTC fields are what a clock on the wall shows, because in UTC every day has 24 hours.

const HOUR = 36e5;
const OFFSET = /^(-?)P(?:(\d+)M)?(?:(\d+)D)?(?:T(\d+)H)?$/;

/** Return the moment at an offset such as "-P7D", "P2M1D" or "-PT8H" from another. */
export function moved(from, offset) {
  const [, minus, ...numbers] = OFFSET.exec(offset);
  const [months, days, hours] = numbers.map((each) => Number(`${minus}${each ?? 0}`));
  const there = new Date(from);
  there.setUTCMonth(there.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1, 0)).getUTCDate();
  there.setUTCDate(Math.min(from.getUTCDate(), last) + days); // a month after January 31 is the end of February
  if (!hours) return there;
  // Hours go by even when the clock is set forward or back that night.
  const then = new Date(new Date(there.toISOString().slice(0, -1)).getTime() + hours * HOUR);
  return new Date(then.getTime() - then.getTimezoneOffset() * 6e4);
}

/**
 * Return the text of a calendar (RFC 5545).  Of an event its day is shown, or with `timed` its hours; they have no time
 * zone, because a clock on the wall is meant, wherever the calendar is read.  A reminder leaves its day free, unless
 * `busy`; all are private, because calendars are shared.
 */
export function calendar(events, { now, visit, count, address }) {
  const lines = events.flatMap(({ name, text, first, last, timed, busy }, number) => [
    "BEGIN:VEVENT",
    `UID:${visit}-${number}`,
    `SEQUENCE:${count}`, // a file made again moves its events instead of doubling them
    `DTSTAMP:${basic(now)}Z`,
    ...(timed
      ? [`DTSTART:${basic(first)}`, `DTEND:${basic(new Date(Math.max(last, +first + HOUR / 2)))}`]
      : [`DTSTART;VALUE=DATE:${basic(first).slice(0, 8)}`]),
    `SUMMARY:${escaped(name)}`,
    `DESCRIPTION:${escaped(text)}`,
    `URL:${address}`,
    "CLASS:PRIVATE",
    ...(busy ? [] : ["TRANSP:TRANSPARENT"]),
    "END:VEVENT",
  ]);
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", `PRODID:-//${new URL(address).host}//Handout//EN`];
  return [...head, ...lines, "END:VCALENDAR"].map((line) => `${folded(line)}\r\n`).join("");
}

/** Write a moment in the basic form of ISO 8601: "20261207T073000". */
const basic = (moment) => moment.toISOString().slice(0, 19).replace(/[-:]/g, "");

const escaped = (text) => text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

/** Break a line into ones of 75 octets at most, and no character. */
function folded(line) {
  const encoder = new TextEncoder();
  let [made, room] = ["", 75];
  for (const character of line) {
    const octets = encoder.encode(character).length;
    if (octets > room) [made, room] = [`${made}\r\n `, 74];
    made += character;
    room -= octets;
  }
  return made;
}

/** Return when an item of a list is: its moments, and whether they have hours and, with them, a time of day. */
function planned({ from, to = from, clock }, day, time) {
  const hours = from.includes("T");
  const start = new Date(`${day}T${(hours ? time : clock) || "00:00"}Z`);
  return { first: moved(start, from), last: moved(start, to), hours, timed: Boolean(hours ? time : clock) };
}

function start(box) {
  const [day, time] = box.querySelectorAll("input");
  const [told, button] = ["[role=status]", "button"].map((part) => box.querySelector(part));
  const items = [...document.querySelectorAll("[data-from]")];
  const later = document.querySelector("[data-plan=later]");
  const [dayLine, timeLine] = ["day", "time"].map((each) => document.querySelector(`[data-plan=${each}]`));
  const hint = told.textContent;
  const visit = Array.from(crypto.getRandomValues(new Uint32Array(4)), (each) => each.toString(36)).join("");
  let count = 0;

  const written = (options) => new Intl.DateTimeFormat(box.dataset.locale, { timeZone: "UTC", ...options });
  const [DAY, DATE] = [{ month: "long", day: "numeric" }, { weekday: "long", month: "long", day: "numeric" }];
  const TIME = { hour: "numeric", minute: "2-digit" };
  const [short, date, clock, both] = [DAY, DATE, TIME, { ...DATE, ...TIME }].map(written);
  const whole = written({ ...DATE, year: "numeric" });
  /** Write from when to when something is; days of the week stand with single days only, for spans grow long. */
  const span = ({ first, last, hours }) => (hours ? both : +first === +last ? date : short).formatRange(first, last);

  const now = () => new Date(Date.now() - new Date().getTimezoneOffset() * 6e4);
  const iso = (moment) => moment.toISOString().slice(0, 10);
  [day.min, day.max] = [iso(moved(now(), "-P12M")), iso(moved(now(), "P24M"))];

  /** Write on a blank line, after its words or, in a list, in the place of them; or give the line back. */
  const write = (line, text) => {
    const words = (line.dataset.words ??= line.textContent);
    line.textContent = !text ? words : line.dataset.plan ? `${words} ` : "";
    if (text) line.append(Object.assign(document.createElement("b"), { textContent: text }));
  };

  /** Return what the field holds: "none", a "part" of a day, one that is too "far", in the "past" or good ("set"). */
  const held = () => {
    if (!day.value) return day.validity.badInput ? "part" : "none";
    if (day.value < "1000") return "part"; // the year is being typed
    if (day.value < day.min || day.value > day.max) return "far";
    return day.value < iso(now()) ? "past" : "set";
  };

  const chosen = () => whole.format(day.valueAsDate);

  /** Return one of the page's sentences, with the day in its place. */
  const sentence = (name) => {
    const text = told.dataset[name];
    const words = text.includes("{day}") ? text.replace("{day}", chosen()) : text;
    return words[0].toUpperCase() + words.slice(1);
  };

  /** Show what follows from the fields; with *left*, the reader has done with them.  Return whether there are dates. */
  const update = (left) => {
    const state = held();
    const good = state === "past" || state === "set";
    let [waits, late] = [false, false];
    for (const item of items) {
      const plan = good && planned(item.dataset, day.value, time.value);
      const known = plan && (!plan.hours || plan.timed);
      waits ||= good && !known;
      late ||= good && iso(plan.last) < iso(now());
      write(item.querySelector(".blank"), known ? span(plan) : "");
    }
    write(dayLine, good ? chosen() : "");
    write(timeLine, time.value && clock.format(new Date(`1970-01-01T${time.value}Z`)));
    if (later) later.hidden = !good;
    const unfinished = state === "none" || (state === "part" && !left);
    const more = state === "set" ? [late && "late", waits && "hours"] : [];
    told.textContent = unfinished ? hint : [state, ...more].filter(Boolean).map(sentence).join(" ");
    day.setAttribute("aria-invalid", String(!unfinished && !good));
    return good;
  };

  /** Return the event of an item: a span stands on its first day, so that no calendar is full for weeks. */
  const event = (item) => {
    const [label, text] = [".label", "div"].map((part) => item.querySelector(part).innerText.trim());
    const plan = planned(item.dataset, day.value, time.value);
    const long = +plan.first !== +plan.last && plan.hours === plan.timed;
    return { ...plan, name: `${box.dataset.name}: ${label}`, text: long ? `${span(plan)}\n${text}` : text };
  };

  const save = () => {
    const first = new Date(`${day.value}T${time.value || "00:00"}Z`);
    const text = document.querySelector(".sheet__call").innerText.trim();
    const procedure = { name: box.dataset.name, text, first, last: first, timed: Boolean(time.value), busy: true };
    const about = { now: new Date(), visit, count: count++, address: document.URL.split(/[?#]/)[0] };
    const file = new Blob([calendar([procedure, ...items.map(event)], about)], { type: "text/calendar" });
    const link = document.createElement("a");
    [link.href, link.download] = [URL.createObjectURL(file), box.dataset.file];
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 6e4); // some browsers read it only after they have asked
  };

  let soon;
  for (const field of [day, time]) {
    field.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(update, 150);
    });
    field.addEventListener("blur", () => {
      clearTimeout(soon);
      update(true);
    });
  }
  button.addEventListener("click", () => {
    if (update(true)) {
      save();
      told.textContent = sentence("saved");
    } else if (held() === "none") {
      told.textContent = sentence("first");
      day.focus();
    }
  });
  box.hidden = false;
}

if (globalThis.document) start(document.querySelector(".plan"));
