/* What the two halves of the page share: the chosen citation style, the quotes of the
   answer being read, and the document that is open. */

import { address, fetchText } from "./dom.js";

/** Styles that programs read; where a person reads, a note stands for them. */
const FILES = ["bibtex", "biblatex", "ris", "csl-json"];

const listeners = { style: [], open: [], changed: [], step: [] };
let style = stored("dragoman-style") || "chicago-note";
let styles = ["chicago-note"];
let current = null;

function stored(key) {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

export const room = {
  /** Citation styles this server writes. */
  get styles() {
    return styles;
  },
  set styles(names) {
    styles = names;
    if (!styles.includes(style)) style = styles.includes("chicago-note") ? "chicago-note" : styles[0];
  },
  get style() {
    return style;
  },
  /** The chosen style, or a note's where the choice is a file that programs read. */
  get shownStyle() {
    return FILES.includes(style) ? "chicago-note" : style;
  },
  set style(name) {
    style = name;
    try {
      window.localStorage.setItem("dragoman-style", name);
    } catch {
      /* a browser without storage forgets the choice, nothing more */
    }
    for (const listener of listeners.style) listener(name);
  },
  /** The filters beside the question once they are drawn: `value` as the server writes filters,
   *  and `set(value)`. */
  filters: { value: {}, set() {} },
  /** What records are called that are asked alone: id -> words. */
  names: new Map(),
  /** The link of each quote that is drawn, for giving the focus back. */
  links: new WeakMap(),
  /** Show in the transcript which quote the reader has open. */
  reading(quote) {
    if (current) current.removeAttribute("aria-current");
    current = (quote && this.links.get(quote)) || null;
    if (current) current.setAttribute("aria-current", "true");
  },
  on(event, listener) {
    listeners[event].push(listener);
  },
  /** Tell that records came or went. */
  changed() {
    for (const listener of listeners.changed) listener();
  },
  /** Go to the next citation (1) or the one before (-1). */
  step(by) {
    for (const listener of listeners.step) listener(by);
  },
  /** Open a place in the reader: {doc, p, s, e, h, quote, list, index, from}; a passage that was
   *  searched for also has its `matches`, {spans, at}. */
  open(place) {
    for (const listener of listeners.open) listener(place);
  },
};

/** What a filter lets through as people know it: a record by what it is called. */
export const filterWords = (name, value) => (name === "record" && room.names.get(String(value))) || value;

/** The query string that names a place, the same in links and in the address bar. */
export function placeQuery(place) {
  const query = new URLSearchParams({ doc: place.doc });
  if (place.p) query.set("p", place.p);
  if (place.e > place.s) {
    query.set("s", place.s);
    query.set("e", place.e);
    if (place.h) query.set("h", place.h.slice(0, 16));
  }
  return `?${query}`;
}

export function readPlace(search) {
  const query = new URLSearchParams(search);
  const doc = query.get("doc");
  if (!doc) return null;
  const number = (name) => (/^\d{1,9}$/.test(query.get(name) || "") ? Number(query.get(name)) : 0);
  const [p, s, e] = ["p", "s", "e"].map(number);
  const h = query.get("h") || "";
  // A number that is none, or a place without extent, would mark other words than were meant.
  const words = query.has("s") || query.has("e");
  const bad = (query.has("p") && !p) || (words && (query.get("s") !== String(s) || e <= s));
  return { doc, p, s, e, h: /^[0-9a-f]{8,64}$/.test(h) ? h : "", bad };
}

export const placeOf = (quote) => ({
  doc: quote.record_id,
  p: quote.paragraph,
  s: quote.start,
  e: quote.end,
  h: quote.sha256,
  quote,
});

/** Absolute link to a place, for a note or a letter. */
export const placeLink = (place) => address("") + placeQuery(place);

/** The citation of a record or of one of its paragraphs in the chosen style. */
export async function citation(recordId, paragraph, known) {
  if (known && known[style]) return known[style];
  const query = new URLSearchParams({ style });
  if (paragraph) query.set("paragraph", paragraph);
  return fetchText(`api/records/${encodeURIComponent(recordId)}/citation?${query}`);
}
