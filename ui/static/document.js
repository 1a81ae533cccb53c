/* Drawing one document: title, notice, catalogue card, paragraphs, rights. */

import { address, announce, append, el, replace } from "./dom.js";
import { placeQuery, room } from "./room.js";
import { points, runs } from "./spans.js";
import { say, SERVER, term } from "./words.js";

/** Draw a document. Returns its node, its blocks (each redrawable with marks), its card,
 *  its title and its find box. */
export function drawDocument(json, openParagraph) {
  const blocks = [];
  const top = el("h2", { class: "archive title", tabindex: "-1" }, json.title);
  const body = el("div", { class: "text" });
  for (const paragraph of json.paragraphs) body.append(drawParagraph(json, paragraph, blocks, openParagraph));
  const card = drawCard(json, blocks);
  const node = el(
    "article",
    {},
    el(
      "header",
      { class: "title-page" },
      top,
      el("p", { class: "meta" }, [json.date, json.reference, json.repository].filter(Boolean).join(" · ")),
      json.notice ? el("p", { class: "notice", lang: SERVER }, json.notice) : null,
    ),
    card,
    body,
    drawEnd(json, blocks),
  );
  return { json, node, blocks, card, top, find: finder(body) };
}

/** A stretch of the record: `draw(layers)` draws its words with marks, letter for letter. */
function block(host, source, brackets) {
  const letters = points(source.text);
  const made = { start: source.start, end: source.end, text: source.text, draw };
  let marked = true;
  function draw(layers) {
    if (!layers.length && !marked) return; // most blocks of a long document never change
    marked = layers.length > 0;
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

function bracketed(letters, from, to, brackets) {
  const inside = brackets
    .filter((one) => one.start < to && one.end > from)
    .map((one) => ({ ...one, start: one.start - from, end: one.end - from }));
  return runs(to - from, inside).map(({ start, end, layer }) => {
    const piece = letters.slice(from + start, from + end).join("");
    return layer ? el("span", { class: "bracket", title: term("bracket", layer.kind) }, piece) : piece;
  });
}

function drawParagraph(json, paragraph, blocks, openParagraph) {
  const text = el(paragraph.role === "heading" ? "h3" : "p", { class: "archive" });
  blocks.push(block(text, paragraph, paragraph.brackets || []));
  const row = el("div", { class: `paragraph ${paragraph.role}`, id: paragraph.passage_id || null });
  if (paragraph.role === "body") {
    row.dataset.paragraph = paragraph.ordinal;
    const place = { doc: json.record_id, p: paragraph.ordinal };
    row.append(
      el(
        "p",
        { class: "margin" },
        el(
          "a",
          {
            href: placeQuery(place),
            "aria-label": say("document.paragraph", { p: paragraph.ordinal }),
            on: {
              click(event) {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                openParagraph(paragraph.ordinal);
              },
            },
          },
          `¶ ${paragraph.ordinal}`,
        ),
        paragraph.section ? el("span", { class: "section" }, say("document.section", { section: paragraph.section })) : null,
        paragraph.page ? el("span", { class: "section" }, say("document.page", { page: String(paragraph.page) })) : null,
      ),
    );
  }
  row.append(text);
  return row;
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
    const value = el("span", { class: "archive" });
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
        field.value && field.raw && field.value !== field.raw ? el("span", { class: "usable" }, field.value) : null,
        field.origin === "source" ? null : el("span", { class: "origin" }, term("origin", field.origin)),
      ),
    );
  });
  return el(
    "details",
    { class: "card" },
    el("summary", {}, say("document.card")),
    el("dl", { class: "fields" }, rows),
    el(
      "p",
      { class: "downloads" },
      say("document.downloads", { links: el("span", {}, ["ris", "bibtex", "csl-json"]
        .filter((style) => room.styles.includes(style))
        .flatMap((style, at) => [
          at ? " · " : "",
          el(
            "a",
            {
              href: address(`api/records/${encodeURIComponent(json.record_id)}/citation?style=${style}`),
              download: true,
            },
            term("style", style),
          ),
        ])) }),
    ),
  );
}

function drawEnd(json, blocks) {
  return el(
    "footer",
    { class: "end" },
    json.rights.length ? el("h3", {}, say("document.rights")) : null,
    json.rights
      .filter((field) => field.raw)
      .map((field) => {
        const line = el("p", { class: "archive" });
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
    json.url ? el("p", {}, say("document.published", { address: el("span", { class: "address" }, json.url) })) : null,
  );
}

/** Find in the document. Matches are painted with the Highlight API, which leaves the
 *  text as it is; a browser without it keeps its own Find. */
function finder(body) {
  if (!window.CSS || !CSS.highlights) return null;
  let found = [];
  let at = -1;
  const box = el("input", { type: "search", placeholder: say("find.label"), "aria-label": say("find.label") });
  const total = el("span", { class: "found" });
  const go = (by) => {
    if (!found.length) return;
    at = (at + by + found.length) % found.length;
    CSS.highlights.set("found-now", new Highlight(found[at]));
    const pane = body.closest(".pane");
    pane.scrollTop += found[at].getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 2;
    replace(total, say("find.at", { at: at + 1, n: found.length }));
  };
  const look = () => {
    found = box.value.trim().length > 1 ? ranges(body, box.value.trim()) : [];
    at = -1;
    CSS.highlights.delete("found-now");
    CSS.highlights.set("found", new Highlight(...found));
    replace(total, box.value.trim().length > 1 ? say("find.count", { n: found.length }) : "");
    announce(total.textContent);
  };
  box.addEventListener("input", look);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape" && box.value) {
      event.preventDefault();
      event.stopPropagation();
      box.value = "";
      look();
    }
  });
  return el("span", { class: "find" }, box, total);
}

/** Where a word stands, letter case aside, also across a bracket or a mark. */
function ranges(body, wanted) {
  const made = [];
  for (const text of body.querySelectorAll(".archive")) {
    const nodes = [];
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
    const whole = text.textContent;
    const lower = whole.toLowerCase();
    // A lower case of another length would shift the offsets: search as it is written.
    const same = lower.length === whole.length;
    const word = same ? wanted.toLowerCase() : wanted;
    const hay = same ? lower : whole;
    for (let at = hay.indexOf(word); at >= 0; at = hay.indexOf(word, at + word.length)) {
      const range = new Range();
      range.setStart(...point(nodes, at));
      range.setEnd(...point(nodes, at + word.length));
      made.push(range);
    }
  }
  return made;
}

function point(nodes, offset) {
  let left = offset;
  for (const node of nodes) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  const last = nodes[nodes.length - 1];
  return [last, last.length];
}
