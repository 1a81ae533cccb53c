/* Drawing one document: title, notice, catalogue card, paragraphs, notes, rights. */

import { address, append, el, opens, replace } from "./dom.js";
import { finder } from "./finding.js";
import { bracketed } from "./quotes.js";
import { placeQuery, room } from "./room.js";
import { points, runs } from "./spans.js";
import { tongue } from "./tongues.js";
import { told } from "./told.js";
import { dayWords, say, SERVER, term } from "./words.js";

/** From so many paragraphs on, those out of sight are not laid out. */
const LONG = 60;

/** Draw a document: its node, its blocks (each redrawable with marks), its card, its title,
 *  its find field and the line for its neighbours. `open(place)` opens a place of it. */
export function drawDocument(json, open) {
  const blocks = [];
  const lang = tongue(json.paragraphs.slice(0, 12).map((one) => one.text).join(" "));
  const top = el("h2", { class: "archive title", tabindex: "-1", lang, dir: "auto" }, json.title);
  const body = el("div", { class: json.paragraphs.length > LONG ? "text long" : "text", lang });
  const pages = { last: null };
  const notes = json.paragraphs.filter(isFootnote);
  let before = null;
  for (const paragraph of json.paragraphs) {
    if (!isFootnote(paragraph)) body.append(drawParagraph(json, paragraph, { blocks, open, lang, pages, before }));
    before = paragraph;
  }
  if (notes.length) body.append(drawNotes(notes, blocks, lang));
  const card = drawCard(json, blocks);
  // The line has its height from the start, so that what is marked below stays in place.
  const volume = el("p", { class: "volume" });
  volume.hidden = !json.record_id.includes("/");
  const node = el(
    "article",
    {},
    el(
      "header",
      { class: "title-page" },
      top,
      el(
        "p",
        { class: "meta", dir: "auto" },
        [json.date ? dayWords(dayOf(json)) : "", json.reference, json.repository]
          .filter(Boolean)
          .flatMap((one, at) => (at ? [" · ", one] : [one])),
      ),
      json.notice ? notice(told(json.notice_said || { text: json.notice })) : null,
      volume,
    ),
    card,
    body,
    drawEnd(json, blocks),
  );
  return { json, node, blocks, card, top, volume, find: finder(body) };
}

/** The day of a document: its own, else the catalogue's. */
export function dayOf(json) {
  const value = (name) => (json.fields.find((field) => field.name === name) || {}).value;
  return value("date") || value("catalogue date") || json.date;
}

const notice = (words) => el("p", { class: "notice", lang: words.lang }, words);

/** Footnotes and source notes carry the mark they stand under; they are gathered at the end. */
const isFootnote = (paragraph) => paragraph.role === "note" && Boolean(paragraph.section);

/** A stretch of the record: `draw(layers)` draws its words with marks, letter for letter. */
function block(host, source, brackets) {
  const letters = points(source.text);
  const paragraph = source.role === "body" ? source.ordinal : 0;
  const made = { start: source.start, end: source.end, text: source.text, paragraph, draw };
  let marked = true;
  function draw(layers) {
    if (!layers.length && !marked) return; // most blocks of a long document never change
    marked = layers.length > 0;
    if (!marked && !brackets.length) {
      host.textContent = source.text;
      return;
    }
    replace(
      host,
      runs(letters.length, layers).map(({ start, end, layer }) => {
        const inner = bracketed(letters, start, end, brackets);
        return layer ? el("mark", { class: layer.kind }, inner) : inner;
      }),
    );
  }
  draw([]);
  return made;
}

/** The words of a paragraph; its own language is named where it is not the document's. */
function written(tag, paragraph, lang) {
  const own = /[^\u0000-\u024f\u1e00-\u20cf]/.test(paragraph.text) ? tongue(paragraph.text) : lang;
  const shape = paragraph.text.includes("\t") ? "archive tabbed" : "archive";
  return el(tag, { class: shape, dir: "auto", lang: own === lang ? null : own });
}

function drawParagraph(json, paragraph, { blocks, open, lang, pages, before }) {
  const { role, ordinal } = paragraph;
  const text = written(role === "heading" ? "h3" : "p", paragraph, lang);
  blocks.push(block(text, paragraph, paragraph.brackets || []));
  const row = el("div", { class: `paragraph ${role}`, id: paragraph.passage_id || null });
  const margin = [];
  if (role === "body") {
    row.dataset.paragraph = ordinal;
    margin.push(paragraphLink(json, ordinal, open));
    if (paragraph.section) margin.push(el("span", { class: "section" }, say("document.section", { section: paragraph.section })));
  } else if (isEditors(role)) {
    row.setAttribute("role", "note");
    row.setAttribute("aria-label", say("document.editor"));
    if (!before || !isEditors(before.role)) margin.push(el("span", { class: "section" }, say("document.editor")));
  }
  // A page is named where it begins, as in a printed edition's margin.
  if (paragraph.page && paragraph.page !== pages.last) {
    pages.last = paragraph.page;
    margin.push(el("span", { class: "section page-of" }, say("document.page", { page: String(paragraph.page) })));
  }
  if (margin.length) row.append(el("p", { class: "margin" }, margin));
  row.append(text);
  return row;
}

const isEditors = (role) => role === "note" || role === "editorial";

function paragraphLink(json, ordinal, open) {
  return el(
    "a",
    {
      href: placeQuery({ doc: json.record_id, p: ordinal }),
      "aria-label": say("document.paragraph", { p: ordinal }),
      on: { click: (event) => opens(event, () => open({ doc: json.record_id, p: ordinal, s: 0, e: 0 })) },
    },
    `¶ ${ordinal}`,
  );
}

/** The notes an edition prints under the document, each under its own mark. */
function drawNotes(notes, blocks, lang) {
  return el(
    "section",
    { class: "footnotes", "aria-labelledby": "footnotes-title" },
    el("h3", { id: "footnotes-title" }, say("document.notes")),
    notes.map((note) => {
      const text = written("p", note, lang);
      blocks.push(block(text, note, note.brackets || []));
      const mark = /^\S{1,4}$/.test(note.section) ? note.section : term("note", note.section);
      return el(
        "div",
        { class: "paragraph footnote", id: note.passage_id || null, role: "note" },
        el("p", { class: "margin" }, el("span", { class: "section" }, mark)),
        text,
      );
    }),
  );
}

/** Draw a field's words as a block that can be marked, if they have a place of their own:
 *  a field can also repeat words of a paragraph or of another field. */
function place(host, field, blocks) {
  const { start, end, raw: text } = field;
  if (start === null || !text || points(text).length !== end - start) return false;
  if (blocks.some((one) => start < one.end && one.start < end)) return false;
  blocks.push(block(host, { start, end, text }, []));
  return true;
}

function drawCard(json, blocks) {
  const rows = json.fields.map((field) => {
    const value = el("bdi", { class: "archive" });
    if (field.presence === "recorded") {
      if (!place(value, field, blocks)) append(value, [field.raw || field.value]);
    }
    return el(
      "div",
      {},
      el("dt", {}, term("name", field.name)),
      el(
        "dd",
        {},
        field.presence === "recorded" ? value : el("span", { class: "none" }, term("presence", field.presence)),
        field.value && field.raw && field.value !== field.raw ? el("bdi", { class: "usable" }, field.value) : null,
        field.origin === "source" ? null : el("span", { class: "origin" }, term("origin", field.origin)),
      ),
    );
  });
  return el(
    "details",
    { class: "card" },
    el("summary", {}, say("document.card")),
    el("dl", { class: "fields" }, rows),
    el("p", { class: "downloads" }, say("document.downloads", { links: downloads(json) })),
  );
}

function downloads(json) {
  const links = ["ris", "bibtex", "csl-json"]
    .filter((style) => room.styles.includes(style))
    .map((style) =>
      el(
        "a",
        {
          href: address(`api/records/${encodeURIComponent(json.record_id)}/citation?style=${style}`),
          download: true,
        },
        term("style", style),
      ),
    );
  return el("span", {}, links.flatMap((link, at) => (at ? [" · ", link] : [link])));
}

function drawEnd(json, blocks) {
  return el(
    "footer",
    { class: "end" },
    json.rights.length ? el("h3", {}, say("document.rights")) : null,
    json.rights
      .filter((field) => field.raw)
      .map((field) => {
        const line = el("p", { class: "archive", dir: "auto" });
        return place(line, field, blocks) ? line : append(line, [field.raw]);
      }),
    el("h3", {}, say("document.stored")),
    el(
      "p",
      {},
      say("document.source", {
        name: el("bdi", {}, json.source.name),
        n: json.source.characters,
        hash: el("code", {}, json.source.sha256),
      }),
    ),
    json.source.warnings.map((warning) => el("p", { lang: SERVER }, warning)),
    json.url
      ? el("p", {}, say("document.published", { address: el("span", { class: "address" }, json.url) }))
      : null,
  );
}
