/* The room's own words, in the language chosen. Every sentence of the interface stands in
   `words.en.js` and `words.zh.js` under the same key, and nowhere else.

   `say("key", {n: 3})` is a saying. Given to `el`, `append` or `replace` as a child or as an
   attribute it follows the language from then on; anywhere else it is a string in the
   language of the moment. Write whole sentences with {placeholders}, never pieces. A value
   may be a number (written as the language writes it), a string, another saying or a node;
   an entry {one, other} is chosen by the value `n`. What the server says around the archive's
   words, and why it refuses, is drawn by `told.js`. */

import en from "./words.en.js";
import zh from "./words.zh.js";

export const LANGUAGES = { en: "English", "zh-Hans": "简体中文" };
/** The language of the sentences that come from the server. */
export const SERVER = "en";

const KEY = "dragoman-language";
const TABLES = { en, "zh-Hans": zh };
const NUMBERS = { en: "en-GB", "zh-Hans": "zh-Hans-CN" };
const listeners = new Set();
let bound = []; // weak references to the nodes whose words follow the language
let kept = 512;
let chosen = begin();

function begin() {
  let wanted = null;
  try {
    wanted = window.localStorage.getItem(KEY);
  } catch {
    /* a browser without storage starts with its own language */
  }
  if (!TABLES[wanted]) wanted = /^zh\b/i.test(navigator.language || "") ? "zh-Hans" : "en";
  document.documentElement.lang = wanted;
  return wanted;
}

export const language = () => chosen;

/** Choose a language; everything drawn with `say` follows. */
export function setLanguage(code) {
  if (!TABLES[code]) return;
  chosen = code;
  try {
    window.localStorage.setItem(KEY, code);
  } catch {
    /* forgotten with the page, nothing more */
  }
  document.documentElement.lang = code;
  bound = bound.filter((reference) => {
    const one = reference.deref();
    if (one) redraw(one);
    return one;
  });
  for (const listener of listeners) listener(code);
}

/** Call `listener(code)` after each change of language. */
export const onLanguage = (listener) => listeners.add(listener);

/** Words that follow the language chosen: `pieces()` are strings and nodes. */
export class Words {
  get holdsNodes() {
    return false;
  }

  toString() {
    return this.pieces()
      .map((piece) => (piece instanceof Node ? piece.textContent : piece))
      .join("");
  }
}

/** A sentence of the interface. */
class Saying extends Words {
  constructor(key, values) {
    super();
    if (!(key in en)) throw new Error(`no words for ${key}`);
    this.key = key;
    this.values = values;
  }

  pieces() {
    const entry = TABLES[chosen][this.key];
    return filled(typeof entry === "string" ? entry : entry[plural(this.values.n)] || entry.other, this.values);
  }

  get holdsNodes() {
    return Object.values(this.values).some((value) => value instanceof Node);
  }
}

/** A template in pieces, with its {placeholders} filled. */
export const filled = (template, values) =>
  template.split(/\{(\w+)\}/).map((piece, at) => (at % 2 ? shownValue(values[piece]) : piece));

function shownValue(value) {
  if (typeof value === "number") return number(value);
  return value instanceof Node ? value : String(value ?? "");
}

/** Words that `make` writes in the language of the moment. */
export const written = (make) => Object.assign(new Words(), { pieces: () => [make()] });

/** A word of the interface for a code of the server's; null where it has none. */
export const worded = (code) => (typeof TABLES[chosen][code] === "string" ? TABLES[chosen][code] : null);

export const say = (key, values = {}) => new Saying(key, values);

/** The interface's word for a term of the archive's, or the term as it is. */
export const term = (group, name) => (`${group}.${name}` in en ? say(`${group}.${name}`) : capital(String(name)));

export const number = (value) => value.toLocaleString(NUMBERS[chosen]);

const plural = (n) => new Intl.PluralRules(chosen).select(Number(n ?? 1));

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A node that says a saying, in whatever language is chosen. */
export function spoken(saying) {
  const node = saying.holdsNodes ? document.createElement("span") : document.createTextNode("");
  return bind(node, (host) => {
    if (host.nodeType === Node.TEXT_NODE) host.data = String(saying);
    else {
      host.replaceChildren();
      for (const piece of saying.pieces()) host.append(piece);
    }
  });
}

/** Set an attribute to a saying, in whatever language is chosen. */
export function speakAttribute(node, name, saying) {
  bind(node, (host) => host.setAttribute(name, String(saying)));
}

const drawings = new WeakMap(); // node -> what draws its words

function bind(node, draw) {
  draw(node);
  const known = drawings.get(node);
  if (known) known.push(draw);
  else {
    drawings.set(node, [draw]);
    bound.push(new WeakRef(node));
    if (bound.length > kept) {
      bound = bound.filter((reference) => reference.deref());
      kept = Math.max(512, bound.length * 2);
    }
  }
  return node;
}

function redraw(node) {
  for (const draw of drawings.get(node)) draw(node);
}

/** A day, month or year as the catalogue has it, in the interface's language. */
export function dateWords(edtf) {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(edtf || "");
  if (!parts) return edtf || "";
  if (!parts[2]) return parts[1];
  const day = new Date(Date.UTC(2000, Number(parts[2]) - 1, Number(parts[3] || 1)));
  day.setUTCFullYear(Number(parts[1]));
  return new Intl.DateTimeFormat(NUMBERS[chosen], {
    year: "numeric",
    month: "long",
    day: parts[3] ? "numeric" : undefined,
    timeZone: "UTC",
  }).format(day);
}

/** The same, following the language from then on. */
export const dayWords = (edtf) => written(() => dateWords(edtf));

/** The title of a document with its day, where it has one. */
export const titled = (title, date) => (date ? say("document.dated", { title, date: dayWords(date) }) : title);

/** A voice as the answer JSON names it, in words; `called` draws a party that has a name in them. */
export function voiceWords(voice, called) {
  if (!voice || voice === "document") return say("voice.document");
  if (voice === "catalogue") return say("voice.catalogue");
  if (voice === "editor") return say("voice.editor");
  const reported = /^reported:\s*(.+)$/.exec(voice);
  if (!reported) return voice;
  if (called) return say("voice.reported", { who: called(reported[1]) });
  const who = document.createElement("bdi");
  who.lang = SERVER;
  who.textContent = reported[1];
  return say("voice.reported", { who });
}

/** What is said aloud, once, when an answer that quotes stands on the page. */
export function answerWords(answer) {
  if (answer.status === "catalogue" && !answer.quotes.length) {
    return say("answer.catalogue", { n: answer.fields.length });
  }
  return say("answer.ready", { n: answer.quotes.length });
}
