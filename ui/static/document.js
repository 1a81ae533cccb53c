/* Drawing one document: title, notice, catalogue card, paragraphs, rights. */

import { address, announce, el, replace } from "./dom.js";
import { placeQuery, room } from "./room.js";
import { points, runs } from "./spans.js";
import { BRACKETS, capital, ORIGINS, PRESENCES } from "./words.js";

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
      json.notice ? el("p", { class: "notice" }, json.notice) : null,
    ),
    card,
    body,
    drawEnd(json),
  );
  return { json, node, blocks, card, top, find: finder(body) };
}

/** A stretch of the record: `draw(layers)` draws its words with marks, letter for letter. */
function block(host, source, brackets) {
  const letters = points(source.text);
  const made = { start: source.start, end: source.end, text: source.text, draw };
  function draw(layers) {
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
    return layer ? el("span", { class: "bracket", title: BRACKETS[layer.kind] || layer.kind }, piece) : piece;
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
            "aria-label": `¶ ${paragraph.ordinal}, link to this paragraph`,
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
        paragraph.section ? el("span", { class: "section" }, `section ${paragraph.section}`) : null,
        paragraph.page ? el("span", { class: "section" }, `page ${paragraph.page}`) : null,
      ),
    );
  }
  row.append(text);
  return row;
}

function drawCard(json, blocks) {
  const rows = json.fields.map((field) => {
    const value = el("span", { class: "archive" });
    if (field.presence === "recorded") {
      if (field.start !== null && field.raw && points(field.raw).length === field.end - field.start) {
        // A field can repeat words of the document; only those that no paragraph holds
        // are a place of their own to be marked.
        const own = !json.paragraphs.some((one) => field.start < one.end && one.start < field.end);
        const made = block(value, { start: field.start, end: field.end, text: field.raw }, []);
        if (own && !blocks.some((one) => made.start < one.end && one.start < made.end)) blocks.push(made);
      } else value.append(document.createTextNode(field.raw || field.value));
    }
    return el(
      "div",
      {},
      el("dt", {}, capital(field.name)),
      el(
        "dd",
        {},
        field.presence === "recorded" ? value : el("span", { class: "none" }, PRESENCES[field.presence]),
        field.value && field.raw && field.value !== field.raw ? el("span", { class: "usable" }, field.value) : null,
        field.origin === "source" ? null : el("span", { class: "origin" }, capital(ORIGINS[field.origin])),
      ),
    );
  });
  return el(
    "details",
    { class: "card" },
    el("summary", {}, "Catalogue card"),
    el("dl", { class: "fields" }, rows),
    el(
      "p",
      { class: "downloads" },
      "Download the reference: ",
      ["ris", "bibtex", "csl-json"]
        .filter((style) => room.styles.includes(style))
        .flatMap((style, at) => [
          at ? " · " : "",
          el(
            "a",
            {
              href: address(`api/records/${encodeURIComponent(json.record_id)}/citation?style=${style}`),
              download: true,
            },
            { ris: "RIS", bibtex: "BibTeX", "csl-json": "CSL-JSON" }[style],
          ),
        ]),
    ),
  );
}

function drawEnd(json) {
  return el(
    "footer",
    { class: "end" },
    json.rights.length ? el("h3", {}, "Rights") : null,
    json.rights.filter((field) => field.raw).map((field) => el("p", { class: "archive" }, field.raw)),
    el("h3", {}, "Stored text"),
    el(
      "p",
      {},
      `${json.source.name}, ${json.source.characters.toLocaleString("en-GB")} characters, kept as delivered. SHA-256 `,
      el("code", {}, json.source.sha256),
    ),
    json.source.warnings.map((warning) => el("p", {}, warning)),
    json.url ? el("p", {}, "Published at ", el("span", { class: "address" }, json.url)) : null,
  );
}

/** Find in the document. Matches are painted with the Highlight API, which leaves the
 *  text as it is; a browser without it keeps its own Find. */
function finder(body) {
  if (!window.CSS || !CSS.highlights) return null;
  let found = [];
  let at = -1;
  const box = el("input", { type: "search", placeholder: "Find in document", "aria-label": "Find in document" });
  const total = el("span", { class: "found" });
  const go = (by) => {
    if (!found.length) return;
    at = (at + by + found.length) % found.length;
    CSS.highlights.set("found-now", new Highlight(found[at]));
    found[at].startContainer.parentElement.scrollIntoView({ block: "center" });
    total.textContent = `${at + 1} of ${found.length}`;
  };
  const look = () => {
    found = box.value.trim().length > 1 ? ranges(body, box.value.trim()) : [];
    at = -1;
    CSS.highlights.delete("found-now");
    CSS.highlights.set("found", new Highlight(...found));
    total.textContent = box.value.trim().length > 1 ? `${found.length} found` : "";
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

/** Where a word stands, letter case aside. Letters whose lower case is of another length
 *  would shift the offsets, so such a text is searched as it is written. */
function ranges(body, wanted) {
  const made = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(".archive")) continue;
    const lower = node.data.toLowerCase();
    const same = lower.length === node.data.length;
    const text = same ? lower : node.data;
    const word = same ? wanted.toLowerCase() : wanted;
    for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + word.length)) {
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, from + word.length);
      made.push(range);
    }
  }
  return made;
}
