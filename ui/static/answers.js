/* One answer as the transcript shows it: how it was read, its frames and quotes, or silence. */

import { button, copy, el, opens } from "./dom.js";
import { printAnswer } from "./printing.js";
import { nearPassage, quoteFigure, quoteWithCitation } from "./quotes.js";
import { citation, room, filterWords } from "./room.js";
import { told, teller } from "./told.js";
import { capital, say, term, written } from "./words.js";

/** Draw an answer. `actions` are what may be done about it: {undo, otherwise, unfiltered};
 *  `remarks` say what became of its quotes since it was given. */
export function drawAnswer(given, actions, remarks = []) {
  const parts = reading(given, actions);
  const gone = new Set(remarks.map((one) => one.text));
  const shown = given.segments.map((one) => one.text);
  const beside = remarks.filter((one) => !shown.includes(one.text));
  if (beside.length) parts.push(since(beside));
  parts.push(given.status === "silent" ? silence(given, actions) : composed(given, gone));
  if (given.status !== "silent") {
    parts.push(
      el(
        "p",
        { class: "tools whole" },
        button(say("answer.copy"), (event) => copy(() => asText(given), event.currentTarget)),
        button(say("answer.print"), (event) => printAnswer(event.currentTarget.closest(".turn"))),
        searched(given),
      ),
    );
  }
  return parts;
}

/** How the question was read, and what else it could mean; each with the way to the other. */
function reading(given, actions) {
  const other = given.also_read_as;
  const tell = teller(given.said);
  const followed = given.read_as && given.read_as !== given.question;
  const lines = [];
  if (followed) {
    lines.push(
      el(
        "p",
        { class: "read-as" },
        say("answer.readAs", { reading: tellIn("span", { class: "reading" }, tell(given.read_as)) }),
        " ",
        button(say("answer.undo"), actions.undo, { class: "tool undo" }),
        other === given.question ? el("span", { class: "as-likely" }, say("answer.asLikely")) : null,
      ),
    );
  }
  if (other && !(followed && other === given.question)) {
    lines.push(
      el(
        "p",
        { class: "read-as also" },
        say("answer.also", { reading: tellIn("span", { class: "reading" }, tell(other)) }),
        " ",
        button(say("answer.otherwise"), actions.otherwise, { class: "tool undo otherwise" }),
      ),
    );
  }
  return lines;
}

/** What became of the words of a stored answer, where the answer does not say so itself. */
function since(remarks) {
  return el(
    "div",
    { class: "since" },
    el("h3", {}, say("answer.since")),
    el(
      "ul",
      {},
      remarks.map((one) =>
        el(
          "li",
          {},
          tellIn("span", {}, told(one.said || one)),
          one.stands && one.label ? el("span", { class: "where" }, ` ${one.label}`) : null,
        ),
      ),
    ),
  );
}

/** An element that tells a sentence of the server's, in the language it is told in. */
const tellIn = (tag, attributes, words) => el(tag, { ...attributes, lang: words.lang }, words);

function composed(given, gone) {
  const parts = [];
  const tell = teller(given.said);
  let entries = null;
  for (const segment of given.segments) {
    if (segment.kind === "field") {
      if (!entries) parts.push((entries = el("dl", { class: "fields" })));
      const field = given.fields[segment.n - 1];
      if (field) entries.append(...fieldEntry(field));
      continue;
    }
    entries = null;
    if (segment.kind === "quote") {
      const quote = given.quotes.find((one) => one.n === segment.n);
      if (quote) parts.push(quoteFigure(quote, given.quotes, tell));
    } else parts.push(tellIn("p", { class: gone.has(segment.text) ? "frame gone" : "frame" }, tell(segment.text)));
  }
  const told = new Set(given.segments.filter((one) => one.kind === "field").map((one) => one.n));
  const rest = given.fields.filter((field, at) => !told.has(at + 1));
  if (rest.length) {
    const said = given.quotes.map((quote) => quote.text);
    parts.push(el("dl", { class: "fields" }, rest.map((field) => fieldEntry(field, !field.raw || said.includes(field.raw)))));
  }
  return parts;
}

/** A catalogue field; its words are left out where a quote or a frame has said them. */
function fieldEntry(field, quoted = false) {
  const recorded = field.presence === "recorded";
  const raw = field.raw || field.value || "";
  return [
    el("dt", {}, term("name", field.name)),
    el(
      "dd",
      {},
      recorded && !quoted ? el("span", { class: "archive" }, raw) : null,
      recorded || quoted ? null : el("span", { class: "none" }, term("presence", field.presence)),
      recorded && field.value && field.value !== raw ? el("span", { class: "usable" }, field.value) : null,
      el(
        "span",
        { class: "origin" },
        recorded
          ? say("field.origin", { origin: term("origin", field.origin), record: cardLink(field.record_id) })
          : say("field.see", { record: cardLink(field.record_id) }),
      ),
    ),
  ];
}

function cardLink(recordId) {
  return el(
    "a",
    {
      href: `?doc=${encodeURIComponent(recordId)}`,
      class: "plain-link card-link",
      on: { click: (event) => opens(event, (from) => room.open({ doc: recordId, p: 0, s: 0, e: 0, card: true, from })) },
    },
    say("field.record", { id: recordId }),
  );
}

function silence(given, actions) {
  const tell = teller(given.said);
  const frames = given.segments.filter((one) => one.kind === "frame").map((one) => tell(one.text));
  // The answer's own first sentence is the heading, so that nothing is said twice.
  const parts = frames.length ? frames[0].parted("silent") : null;
  const [title, ...rest] = parts ? [...parts, ...frames.slice(1)] : [null, ...frames];
  return el(
    "div",
    { class: "silence" },
    title ? tellIn("h3", {}, title) : el("h3", {}, say("silence.title")),
    rest.map((one) => tellIn("p", { class: "frame" }, one)),
    given.reasons.length
      ? el("ul", { class: "reasons" }, given.reasons.map((one) => el("li", { lang: tell(one).lang }, sentence(tell(one)))))
      : null,
    el(
      "p",
      { class: "tools" },
      button(say("answer.copy"), (event) => copy(() => asText(given), event.currentTarget)),
      button(say("answer.print"), (event) => printAnswer(event.currentTarget.closest(".turn"))),
      searched(given, frames.length > 0),
      Object.keys((given.searched || {}).filters || {}).length
        ? button(say("silence.unfiltered"), actions.unfiltered, { class: "tool unfiltered" })
        : null,
    ),
    given.nearest.length
      ? el(
          "details",
          { class: "nearest" },
          el("summary", {}, say("silence.nearest", { n: given.nearest.length })),
          el("ol", {}, given.nearest.map((near) => nearPassage(near, given.nearest))),
        )
      : null,
  );
}

/** What was searched. `counted` says that the answer itself has told how much. */
function searched(given, counted = false) {
  const held = given.searched || {};
  const words = counted
    ? []
    : [
        say("searched.held", {
          records: say("count.record", { n: held.records || 0 }),
          passages: say("count.passage", { n: held.passages || 0 }),
        }),
      ];
  const named = new Set();
  for (const one of held.expansions || []) {
    if (named.has(one.words)) continue; // a word that stands twice in the question
    named.add(one.words);
    const forms = between(one.forms.map((form) => el("bdi", {}, form)), say("list.join"));
    words.push(say("searched.also", { words: el("bdi", {}, one.words), forms: el("span", {}, forms) }));
  }
  const filters = Object.entries(held.filters || {}).map(([name, value]) => {
    const values = [value].flat().map((one) => el("bdi", {}, filterWords(name, one)));
    return [term("filter", name), " ", between(values, say("list.join"))];
  });
  if (filters.length) {
    words.push(say("searched.limited", { filters: el("span", {}, between(filters, say("list.join"))) }));
  }
  if (!words.length && !held.degraded) return null;
  const said = words.length ? say("searched.end", { words: el("span", {}, between(words, say("searched.join"))) }) : null;
  const degraded = held.degraded ? tellIn("span", {}, teller(given.said)(held.degraded)) : null;
  return el("span", { class: "searched" }, said, degraded ? [" ", degraded] : null);
}

async function asText(given) {
  const tell = teller(given.said);
  const lines = [given.question];
  if (given.read_as !== given.question) lines.push(String(say("answer.readAs", { reading: tell(given.read_as) })));
  for (const segment of given.segments) {
    if (segment.kind === "frame") lines.push(String(tell(segment.text)));
    else if (segment.kind === "quote") {
      const quote = given.quotes.find((one) => one.n === segment.n);
      if (quote) lines.push(await quoteWithCitation(quote));
    } else {
      const field = given.fields[segment.n - 1];
      if (field) lines.push(String(say("field.line", { name: term("name", field.name), value: field.raw || term("presence", field.presence) })));
    }
  }
  if (!given.quotes.length && given.fields.length && given.fields[0].record_id) {
    lines.push(await citation(given.fields[0].record_id, null, null));
  }
  if (given.status === "silent") {
    if (given.reasons.length) lines.push(given.reasons.map((one) => String(sentence(tell(one)))).join(" "));
    const also = searched(given, given.segments.length > 0);
    if (also) lines.push(also.textContent);
  }
  return lines.join("\n\n");
}

const between = (parts, separator) => parts.flatMap((part, at) => (at ? [separator, part] : [part]));

/** A reason as a whole sentence, with the full stop of its language. */
const sentence = (words) =>
  written(() => {
    const text = capital(String(words));
    if (/[.!?。！？]$/.test(text)) return text;
    return text + (/^zh/.test(String(words.lang)) ? "。" : ".");
  });
