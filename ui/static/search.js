/* The search: the retriever itself, for people who want a list. Each passage says why it is
   there and opens in the document with its matching words marked. */

import { announce, button, el, opens, refusalWords, replace } from "./dom.js";
import { filterChips, without } from "./filters.js";
import { panel, send } from "./panel.js";
import { bracketed } from "./quotes.js";
import { placeOf, placeQuery, room } from "./room.js";
import { points, runs } from "./spans.js";
import { teller } from "./told.js";
import { tongue } from "./tongues.js";
import { number, say, SERVER, term } from "./words.js";

/** Longest passage that is shown whole, in characters. */
const SHORT = 900;
const KINDS = ["same", "metonym", "broader", "event", "spelling"];

let turn = 0;
let last = null; // what was asked for last, as the server takes it
let shown = null; // what the list that is drawn was asked with

const search = panel({
  name: "search",
  title: say("search.title"),
  label: say("search.title"),
  order: 40,
  open() {
    drawChips();
    box.focus();
  },
});
const box = el("input", {
  id: "search-query",
  type: "text",
  enterkeyhint: "search",
  autocomplete: "off",
  maxlength: "4000",
  placeholder: say("search.placeholder"),
});
const phrase = el("input", { id: "search-phrase", type: "checkbox", on: { change: again } });
const most = el(
  "select",
  { id: "search-most", on: { change: again } },
  [10, 25, 50].map((n) => el("option", { value: String(n) }, String(n))),
);
const status = el("p", { class: "search-status", role: "status" });
const chips = el("ul", { class: "filter-chips search-chips", "aria-label": say("filters.chips") });
const told = el("div", { class: "search-told" });
const list = el("ol", { class: "hits", "aria-label": say("search.kept") });
const save = button(say("search.export"), exported);
save.hidden = true;

replace(
  search.body,
  el(
    "form",
    { class: "search-form", role: "search", "aria-label": say("search.title"), on: { submit } },
    el("label", { for: box.id }, say("search.query")),
    el("div", { class: "search-row" }, box, el("button", { type: "submit", class: "ask" }, say("search.go"))),
    el(
      "p",
      { class: "tools search-options" },
      el("label", { class: "check", for: phrase.id }, phrase, say("search.phrase")),
      el("label", { class: "chooser", for: most.id }, el("span", {}, say("search.most")), most),
      save,
    ),
    chips,
  ),
  status,
  told,
  list,
);

room.on("style", () => {
  const wanted = list.hasAttribute("aria-busy") ? last : shown;
  if (wanted && !search.section.hidden) run(wanted);
});

/** The filters beside the question narrow the search too; here they can be taken away as there. */
function drawChips() {
  replace(
    chips,
    filterChips(room.filters.value, (name, one) => {
      room.filters.set(without(room.filters.value, name, one));
      again();
      box.focus();
    }),
  );
  chips.hidden = !chips.childElementCount;
}

function submit(event) {
  event.preventDefault();
  const query = box.value.trim();
  drawChips();
  if (query) run({ query, ...options() });
  else box.focus();
}

const options = () => ({ k: Number(most.value), phrase: phrase.checked, filters: room.filters.value });

/** Search for the same words with other options; what is half typed waits to be sent. */
function again() {
  drawChips();
  if (last) run({ ...last, ...options() });
}

async function run(wanted) {
  const mine = (turn += 1);
  last = wanted;
  replace(status, el("span", { class: "waiting" }, say("search.working")));
  list.setAttribute("aria-busy", "true");
  try {
    const found = await (await send("POST", `api/search?${new URLSearchParams({ style: room.shownStyle })}`, wanted)).json();
    if (mine !== turn) return;
    shown = wanted;
    draw(found);
  } catch (failure) {
    if (mine !== turn) return;
    shown = null;
    save.hidden = true;
    replace(list);
    replace(told);
    replace(status, refusalWords(failure));
  } finally {
    if (mine === turn) list.removeAttribute("aria-busy");
  }
}

function draw(found) {
  save.hidden = !found.hits.length;
  const held = found.hits.some(({ why }) => why.matched.length || why.exact);
  const counted = say(held ? "search.found" : "search.unmatched", { n: found.hits.length });
  replace(status, found.hits.length ? counted : say("search.nothing"));
  const reach = found.searched;
  const sentence = teller(reach.said)(reach.sentence);
  replace(
    told,
    el("p", {}, say("search.reach", { n: reach.passages, records: say("search.records", { n: reach.records }) })),
    reach.unmatched.map((one) =>
      el("p", {}, say("filters.unmatched", { filter: term("filter", one.filter), value: one.value })),
    ),
    reach.undated_left_out ? el("p", {}, say("filters.undated", { n: reach.undated_left_out })) : null,
    reach.dated_in_part || reach.dated_by_catalogue ? el("p", { lang: sentence.lang }, sentence) : null,
    found.expansions.map((one) => el("p", {}, also(one))),
  );
  replace(list, found.hits.map(hit));
}

const also = (one) =>
  say("search.also", {
    words: one.words,
    forms: one.forms.join(", "),
    kind: KINDS.includes(one.kind) ? say(`search.kind.${one.kind}`) : one.kind,
  });

/** A stretch of a passage as the reader marks one. */
function stretch(found, letters, [start, end]) {
  return {
    record_id: found.record_id,
    passage_id: found.passage_id,
    paragraph: found.role === "body" ? found.paragraph : null,
    start,
    end,
    text: letters.slice(start - found.start, end - found.start).join(""),
    label: found.label,
  };
}

/** Put words together that only a space parts. */
function joined(spans, letters, from) {
  const kept = [];
  for (const [start, end] of spans) {
    const before = kept[kept.length - 1];
    const between = before && letters.slice(before[1] - from, start - from).join("");
    if (before && start >= before[1] && !between.trim()) before[1] = end;
    else kept.push([start, end]);
  }
  return kept;
}

function hit(found) {
  const letters = points(found.text);
  const long = letters.length > SHORT;
  const all = [found.start, found.start + letters.length];
  const place = placeOf(stretch(found, letters, long ? found.why.window : all));
  const spans = joined(found.why.matched, letters, found.start).map((span) => stretch(found, letters, span));
  const text = el("blockquote", { class: "hit-text", lang: tongue(found.text), dir: "auto" }, marked(found));
  const whole = button(say("search.whole"), (event) => {
    const cut = text.classList.toggle("cut");
    event.currentTarget.setAttribute("aria-expanded", String(!cut));
    replace(event.currentTarget, say(cut ? "search.whole" : "search.less"));
  });
  text.classList.toggle("cut", long);
  whole.setAttribute("aria-expanded", "false");
  return el(
    "li",
    { class: "hit" },
    el(
      "p",
      { class: "hit-label" },
      el(
        "a",
        {
          href: placeQuery(place),
          "aria-label": say("search.open", { label: found.label }),
          on: { click: (event) => opens(event, (from) => room.open({ ...place, matches: { spans, at: -1 }, from })) },
        },
        el("bdi", { lang: SERVER }, found.label),
      ),
    ),
    el("p", { class: "hit-citation", lang: SERVER }, el("bdi", { dir: "ltr" }, found.citation)),
    text,
    long ? whole : null,
    el("p", { class: "why-line" }, line(found.why)),
    el("details", { class: "why" }, el("summary", {}, say("search.why")), el("ul", {}, reasons(found).map((one) => el("li", {}, one)))),
  );
}

/** The passage's words with those that match marked and the editor's set apart; the text content
 *  is the passage itself. */
function marked(found) {
  const letters = points(found.text);
  const layers = found.why.matched.map(([start, end]) => ({ start: start - found.start, end: end - found.start }));
  return runs(letters.length, layers).map(({ start, end, layer }) => {
    const piece = bracketed(letters, start, end, found.brackets);
    return layer ? el("mark", { class: "matched" }, piece) : piece;
  });
}

const figure = (value) => number(Math.round(value * 1000) / 1000);

function line(why) {
  const parts = [];
  if (why.exact) parts.push(say("search.exact"));
  if (why.only_in) parts.push(onlyIn(why.only_in));
  parts.push(dense(why), lexical(why));
  return parts.flatMap((one, at) => (at ? [" · ", one] : [one]));
}

const onlyIn = (where) => (where === "brackets" ? say("search.onlyBrackets") : say("search.onlyIn", { where }));
const dense = (why) =>
  why.dense_rank
    ? say("search.dense", { rank: why.dense_rank, value: figure(why.cosine) })
    : say("search.denseNone", { value: figure(why.cosine) });
const lexical = (why) =>
  why.lexical_rank
    ? say("search.lexical", { rank: why.lexical_rank, value: figure(why.bm25) })
    : say("search.lexicalNone", { value: figure(why.bm25) });

function reasons(found) {
  const why = found.why;
  return [
    why.matched_terms.length ? say("search.matched", { words: why.matched_terms.join(", ") }) : null,
    why.exact ? say("search.exact") : null,
    why.only_in ? onlyIn(why.only_in) : null,
    dense(why),
    lexical(why),
    say("search.coverage", { value: figure(why.coverage) }),
    say("search.ofRecord", { value: figure(why.of_record) }),
    say("search.start", { value: figure(why.cosine_start) }),
    why.rerank_score === null ? say("search.rerankNone") : say("search.rerank", { value: figure(why.rerank_score) }),
    say("search.score", { value: figure(found.score) }),
    ...why.expansions.map(also),
  ].filter(Boolean);
}

/** Save what was found as a table, as the server writes it: no cell runs in a spreadsheet. */
async function exported() {
  try {
    const answer = await send("POST", `api/search.csv?${new URLSearchParams({ style: room.style })}`, shown);
    const place = URL.createObjectURL(await answer.blob());
    const link = el("a", { href: place, download: "passages.csv" });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(place), 60000);
    announce(say("search.exported"));
  } catch (failure) {
    replace(status, refusalWords(failure));
  }
}
