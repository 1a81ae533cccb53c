/* What the server says around the archive's words, in the language chosen. It comes in English
   with the code and the values that it was made of; another language makes its own sentence of
   the same values, so that it says neither more nor less, and the answer stays as it was
   verified. Without them (answers stored long ago), or without words for the code, the English
   stands and is marked as English. Quotes, citations and titles never come here. */

import zh from "./told.zh.js";
import { dateWords, filled, language, say, SERVER, worded, Words, written } from "./words.js";

const TABLES = { "zh-Hans": zh };

/** Of an answer's `said`, return what finds a sentence by its English: `told(text)`. */
export function teller(said = []) {
  const known = new Map(said.map((one) => [one.text, one]));
  return (text) => told(known.get(text) || { text });
}

/** A sentence of the server's, given as it gives it: {text, code, values}. */
export const told = (plain) => new Told(plain);

/** Why something failed and what can be done, of what the server says of it, {error, remedy,
 *  said}, or of an Error: one or two `Words`. What is of this page is given as sayings. */
export function reasons({ error, message, remedy, said }) {
  const tell = teller(said);
  return [error || message, remedy].filter(Boolean).map((one) => (one instanceof Words ? one : tell(one)));
}

/** What the server refused as an Error, whose `words` are its reasons. */
export function refusal(status, body) {
  const words = reasons({ ...body, error: body.error || say("server.answered", { status }) });
  return Object.assign(new Error(String(words[0])), { status, words });
}

class Told extends Words {
  constructor(plain) {
    super();
    this.plain = plain;
  }

  pieces() {
    return [rendered(this.plain) ?? this.plain.text];
  }

  /** The language it is in, for `lang`; it changes with the sentence. */
  get lang() {
    return written(() => (rendered(this.plain) === null ? SERVER : language()));
  }

  /** The same without the sentence that is its value `name`, and that sentence alone; null
   *  where it has none. */
  parted(name) {
    const head = (this.plain.values || {})[name];
    if (!head) return null;
    const rest = { ...this.plain, text: this.plain.text.replace(head.text, "").trim() };
    rest.values = { ...this.plain.values, [name]: "" };
    return [told(head), told(rest)];
  }
}

/** The sentence in a language other than the server's; null where there is none. */
function rendered(plain) {
  const table = TABLES[language()];
  if (!table || !plain.code) return null;
  const values = plain.values || {};
  if (plain.code === "date") return day(values, table);
  if (plain.code.startsWith("list.")) return values.items.map(value).join(table[plain.code]);
  const template = table[plain.code] ?? worded(plain.code);
  if (template === null) return null;
  const given = Object.fromEntries(Object.entries(values).map(([name, one]) => [name, value(one)]));
  return filled(template, given).join("");
}

/** A value as it stands in a sentence; what has no words in the language keeps its own. */
function value(one) {
  if (one === null || typeof one !== "object") return one;
  return Array.isArray(one) ? one.map(value).join(", ") : rendered(one) ?? one.text;
}

/** A date of the catalogue; one that is no plain day, month or year keeps its own words. */
function day({ words, edtf }, table) {
  const ends = String(edtf).split("/").map((end) => [end, dateWords(end)]);
  return ends.every(([end, said]) => said !== end || /^\d{4}$/.test(end))
    ? ends.map(([, said]) => said).join(table["date.to"])
    : words;
}
