/* A quote on the page: the archive's words in a blockquote, everything else around it. */

import { button, copy, el, opens, replace } from "./dom.js";
import { citation, placeLink, placeOf, placeQuery, room } from "./room.js";
import { points, runs, slice } from "./spans.js";
import { told } from "./told.js";
import { tongue } from "./tongues.js";
import { language, LANGUAGES, onLanguage, say, SERVER, setLanguage, term, voiceWords } from "./words.js";

/** The words of a block with its brackets set apart; the text content is `text` itself. */
function words(text, brackets = []) {
  const letters = points(text);
  return bracketed(letters, 0, letters.length, brackets);
}

/** A stretch of a text, as its letters, with the editor's brackets in it set apart. */
export function bracketed(letters, from, to, brackets) {
  const inside = brackets
    .filter((one) => one.start < to && one.end > from)
    .map((one) => ({ ...one, start: one.start - from, end: one.end - from }));
  if (!inside.length) return letters.slice(from, to).join("");
  return runs(to - from, inside).map(({ start, end, layer }) => {
    const piece = letters.slice(from + start, from + end).join("");
    return layer ? el("span", { class: "bracket", title: term("bracket", layer.kind) }, piece) : piece;
  });
}

/** What stands beside a quote: whose translation it is, dates reckoned, and what its brackets
 *  mean; nothing twice. */
function notes(quote, tell) {
  const lines = [];
  if (quote.translation) {
    const words = tell(quote.translation);
    lines.push(el("li", { class: "translation", lang: words.lang }, say("searched.end", { words })));
  }
  const told = new Set();
  for (const gloss of quote.glosses || []) {
    const same = JSON.stringify([gloss.words, gloss.value, gloss.basis]);
    if (told.has(same)) continue;
    told.add(same);
    lines.push(
      el(
        "li",
        {},
        say("quote.gloss", {
          words: el("q", { class: "archive" }, gloss.words),
          value: el("bdi", { lang: SERVER }, gloss.value),
          basis: el("bdi", { lang: tell(gloss.basis).lang }, tell(gloss.basis)),
        }),
      ),
    );
  }
  const kinds = new Map();
  for (const bracket of quote.brackets || []) {
    const list = kinds.get(bracket.kind) || kinds.set(bracket.kind, []).get(bracket.kind);
    const sign = slice(quote.text, bracket.start, bracket.end);
    if (!list.includes(sign)) list.push(sign);
  }
  for (const [kind, signs] of kinds) {
    const listed = signs.flatMap((sign, at) => [at ? say("list.join") : "", el("bdi", { class: "archive" }, sign)]);
    lines.push(el("li", {}, say("quote.bracket", { signs: el("span", {}, listed), meaning: term("bracket", kind) })));
  }
  return lines.length ? el("ul", { class: "notes" }, lines) : null;
}

/** Plain text of a quote with its citation, for a footnote; words that are not the document's
 *  own are never copied without saying whose they are. */
export async function quoteWithCitation(quote) {
  const lines = [`“${quote.text}”`, await citation(quote.record_id, quote.paragraph, quote.citation)];
  if (quote.voice && quote.voice !== "document") lines.push(String(voiceWords(quote.voice)));
  return lines.join("\n");
}

/** A link that opens the quote's place in the reader. */
export function citationLink(quote, mark, list, index, attributes = {}) {
  const place = placeOf(quote);
  const link = el(
    "a",
    {
      href: placeQuery(place),
      ...attributes,
      on: { click: (event) => opens(event, (from) => room.open({ ...place, list, index, from })) },
    },
    mark,
  );
  room.links.set(quote, link);
  return link;
}

const citations = new WeakMap(); // a citation in full on the page -> what writes it in the style chosen

room.on("style", () => {
  for (const line of document.querySelectorAll(".footnote-full")) citations.get(line)();
});

/** The quote's citation in full. On the screen it stands with the first quote of a record, so
 *  that a label like "300653, para. 12" does not stand for a document nobody can name; on paper
 *  it stands with every quote. */
function citedInFull(quote, list) {
  const first = list.find((one) => one.record_id === quote.record_id) === quote;
  const line = el("p", { class: first ? "footnote-full first" : "footnote-full" });
  let turn = 0;
  const show = async () => {
    const mine = (turn += 1);
    const words = room.shownStyle !== room.style
      ? quote.citation[room.shownStyle]
      : await citation(quote.record_id, quote.paragraph, quote.citation).catch(() => quote.label);
    if (mine !== turn) return; // another style was chosen meanwhile
    replace(line, el("span", { class: "note-number" }, `[${quote.n}] `), el("bdi", { lang: SERVER, dir: "ltr" }, words));
  };
  citations.set(line, show);
  show();
  return line;
}

/** A party in the language chosen, where it has a name in it; else as the record names it. */
function partyNamed(name) {
  const party = told({ text: name, code: `party.${name.toLowerCase()}` });
  return el("bdi", { lang: party.lang }, party);
}

/** Draw one quote. `list` are the quotes its answer cites, for going from one to the next;
 *  `tell` tells what the answer says beside it. */
export function quoteFigure(quote, list, tell) {
  const reported = String(quote.voice || "").startsWith("reported");
  const index = list.indexOf(quote);
  const copyBoth = button(say("quote.copyBoth"), (event) =>
    copy(() => quoteWithCitation(quote), event.currentTarget),
  );
  const copyCitation = button(say("quote.copyCitation"), (event) =>
    copy(() => citation(quote.record_id, quote.paragraph, quote.citation), event.currentTarget),
  );
  const copyLink = button(say("quote.copyLink"), (event) => copy(() => placeLink(placeOf(quote)), event.currentTarget));
  return el(
    "figure",
    { class: `quote${reported ? " reported" : ""}` },
    el("p", { class: "voice" }, voiceWords(quote.voice, partyNamed)),
    el("blockquote", { lang: tongue(quote.text), dir: "auto" }, words(quote.text, quote.brackets)),
    el(
      "figcaption",
      {},
      el(
        "p",
        { class: "label" },
        citationLink(quote, String(quote.n), list, index, {
          class: "cite",
          "aria-label": say("quote.cite", { n: quote.n, label: quote.label }),
        }),
        el("bdi", { lang: SERVER }, quote.label),
      ),
      citedInFull(quote, list),
      notes(quote, tell),
      el("p", { class: "tools" }, copyBoth, copyCitation, copyLink),
    ),
  );
}

/** A passage that came near and answers nothing. */
export function nearPassage(quote, list) {
  return el(
    "li",
    {},
    el("blockquote", { class: "near", lang: tongue(quote.text), dir: "auto" }, words(quote.text, quote.brackets)),
    el(
      "p",
      { class: "label" },
      say("silence.near", {
        label: citationLink(quote, el("bdi", { lang: SERVER }, quote.label), list, list.indexOf(quote), { class: "plain-link" }),
      }),
    ),
    citedInFull(quote, list),
  );
}

/** The chooser of citation styles; every chooser on the page shows the same choice. */
export function styleChooser(id) {
  const select = el(
    "select",
    { id, on: { change: (event) => (room.style = event.currentTarget.value) } },
    room.styles.map((style) => el("option", { value: style }, term("style", style))),
  );
  const show = (style) => (select.value = style);
  show(room.style);
  room.on("style", show);
  return el("label", { class: "chooser", for: id }, el("span", {}, say("style.label")), select);
}

/** The chooser of the interface's language; each language stands there in its own name. */
export function languageChooser(id) {
  const select = el(
    "select",
    { id, on: { change: (event) => setLanguage(event.currentTarget.value) } },
    Object.entries(LANGUAGES).map(([code, name]) => el("option", { value: code, lang: code }, name)),
  );
  const show = (code) => (select.value = code);
  show(language());
  onLanguage(show);
  return el("label", { class: "chooser languages", for: id }, el("span", {}, say("language.label")), select);
}
