/* The library: what the archive holds, browsed, narrowed, counted; and its keeping. */

import { button, el, fetchJson, refusalWords, replace } from "./dom.js";
import { deliveries } from "./deliveries.js";
import { tellHolding } from "./masthead.js";
import { panel } from "./panel.js";
import { fitting, timelinePlot } from "./plots.js";
import { room } from "./room.js";
import { recordRow } from "./rows.js";
import { SIDES, sideLists } from "./sides.js";
import { onLanguage, say } from "./words.js";

const PAGE = 50;
const TYPING = 250; // milliseconds of rest before what is typed is looked for
const WORKING = 2000; // milliseconds between looks whether the index is being renewed

const state = { q: "", dates: "", sort: "date", descending: false, offset: 0 };
for (const side of SIDES) state[side] = [];
let shown = null; // the page of the library that is drawn
let turn = 0;
let pause = 0;
let look = 0;
let below = false; // whether the list begins below what is in sight
let drawnWidth = 0;

const library = panel({
  name: "library",
  title: say("library.title"),
  label: say("library.title"),
  order: 30,
  open: () => fetchPage(),
});

const adding = deliveries({ changed, section: library.section });
const status = el("p", { class: "found-records", role: "status" });
const problem = el("p", { class: "problem", role: "alert" });
const words = el("input", {
  id: "library-words",
  type: "text",
  enterkeyhint: "search",
  autocomplete: "off",
  spellcheck: "false",
  on: { input: later },
});
const dates = el("input", {
  id: "library-dates",
  type: "text",
  autocomplete: "off",
  "aria-describedby": "library-dates-help",
  on: { change: () => narrow({ dates: dates.value.trim() }) },
});
const sides = sideLists(toggle);
/** Where the list stands far below what narrows it: what is left, and the way there. */
const left = button("", () => {
  stock.querySelector(".list-head").scrollIntoView({ block: "start" });
  const first = list.querySelector("a");
  if (first) first.focus({ preventScroll: true });
});
const narrowed = el("p", { class: "narrowed" }, left);
const narrowing = el(
  "details",
  { class: "narrowing" },
  el("summary", {}, say("library.narrow")),
  el(
    "form",
    { class: "narrow-form", role: "search", "aria-label": say("library.narrow"), on: { submit } },
    el("label", { for: words.id }, say("library.words")),
    words,
    el("label", { for: dates.id }, say("library.dates")),
    dates,
    el("p", { class: "help", id: "library-dates-help" }, say("library.dates.help")),
    el("button", { type: "submit", class: "unseen", tabindex: "-1" }, say("library.narrow")),
  ),
  sides.node,
);
const chips = el("ul", { class: "chips", "aria-label": say("library.chips") });
const plot = el("div", { class: "plot" });
const plotTitle = el("h3");
const gaps = el("p", { class: "gaps" });
const sort = el(
  "select",
  { id: "library-sort", on: { change: () => narrow({ sort: sort.value }) } },
  ["date", "title", "collection", "added"].map((one) => el("option", { value: one }, say(`library.sort.${one}`))),
);
const direction = button(say("library.ascending"), () => narrow({ descending: !state.descending }));
const ask = button(say("library.ask"), askAbout);
const list = el("ol", { class: "records" });
const pager = el("nav", { class: "pager", "aria-label": say("library.pages") });
const unsearchable = el("p", { class: "unsearchable" });
const none = el("p", { class: "none" });
const stock = el(
  "div",
  { class: "stock" },
  chips,
  plotTitle,
  plot,
  gaps,
  el(
    "div",
    { class: "list-head" },
    status,
    ask,
    el("label", { class: "chooser", for: sort.id }, el("span", {}, say("library.sort")), sort),
    direction,
  ),
  unsearchable,
  none,
  list,
  pager,
);

library.bar.append(adding.toggle);
replace(
  library.body,
  adding.section,
  problem,
  el(
    "div",
    { class: "library-columns" },
    narrowing,
    stock,
  ),
);
library.section.append(narrowed);
showLeft();
new IntersectionObserver(([seen]) => {
  below = !seen.isIntersecting && seen.rootBounds && seen.boundingClientRect.top >= seen.rootBounds.bottom;
  showLeft();
}, { root: library.body }).observe(stock.querySelector(".list-head"));
problem.hidden = true;
unsearchable.hidden = true;
onLanguage(() => shown && draw(shown));
new ResizeObserver(() => {
  if (library.section.hidden) return;
  const apart = library.body.clientWidth >= 832; // as in library.css
  if (apart !== narrowing.classList.contains("apart")) {
    narrowing.classList.toggle("apart", apart);
    narrowing.open = apart;
  }
  if (shown && Math.abs(stock.clientWidth - drawnWidth) > 8) fetchPage();
}).observe(library.section);

function showLeft() {
  narrowed.hidden = !below || !shown || !shown.found;
}

function submit(event) {
  event.preventDefault();
  const asked = { q: words.value.trim(), dates: dates.value.trim() };
  if (asked.q !== state.q || asked.dates !== state.dates) narrow(asked); // else a change was heard before
}

function later() {
  window.clearTimeout(pause);
  pause = window.setTimeout(() => narrow({ q: words.value.trim() }), TYPING);
}

function changed() {
  room.changed();
  return fetchPage();
}

/** Draw what is left after a removal, with the focus on the record that stood beside. */
async function removed(neighbour) {
  await changed();
  const beside = [...list.children].find((one) => one.dataset.record === neighbour);
  (beside ? beside.querySelector("a") : library.heading).focus();
}

/** Change what is asked for and show its first page. */
function narrow(change) {
  window.clearTimeout(pause);
  Object.assign(state, { offset: 0 }, change);
  if (words.value.trim() !== state.q) words.value = state.q; // also while it has the focus
  if (dates.value.trim() !== state.dates) dates.value = state.dates;
  fetchPage();
}

function toggle(side, value) {
  const held = state[side];
  narrow({ [side]: held.includes(value) ? held.filter((one) => one !== value) : [...held, value] });
}

/** What the list is narrowed to, as the filters beside the question take it; words in titles
 *  are no filter of theirs. */
function asFilters() {
  const held = SIDES.filter((side) => state[side].length).map((side) => [side, state[side]]);
  return { ...(state.dates ? { dates: state.dates } : {}), ...Object.fromEntries(held) };
}

/** Go on with a question to the records listed. */
function askAbout() {
  room.filters.set(asFilters());
  library.close(false);
  document.getElementById("question").focus();
}

/** The query string of what is asked for. */
function query() {
  const asked = new URLSearchParams({ sort: state.sort, offset: state.offset, limit: PAGE });
  asked.set("bars", fitting(stock.clientWidth || 600));
  if (state.q) asked.set("q", state.q);
  if (state.dates) asked.set("dates", state.dates);
  if (state.descending) asked.set("descending", "true");
  for (const side of SIDES) for (const value of state[side]) asked.append(side, value);
  return asked;
}

async function fetchPage() {
  const mine = (turn += 1);
  list.setAttribute("aria-busy", "true");
  try {
    const found = await fetchJson(`api/library?${query()}`);
    if (mine !== turn) return;
    tell(null);
    draw(found);
  } catch (failure) {
    if (mine === turn) tell(failure);
  } finally {
    if (mine === turn) list.removeAttribute("aria-busy");
  }
}

function tell(failure) {
  replace(problem, failure ? refusalWords(failure) : "");
  problem.hidden = !failure;
}

function draw(found) {
  shown = found;
  adding.allow(found.may_write);
  tellHolding(found.holding);
  if (document.activeElement !== words) words.value = state.q;
  if (document.activeElement !== dates) dates.value = state.dates;
  sort.value = state.sort;
  replace(direction, say(state.descending ? "library.descending" : "library.ascending"));
  const counted =
    found.found === found.total
      ? say("library.all", { n: found.total })
      : say("library.found", { n: found.found, total: found.total });
  replace(status, counted);
  replace(left, say("library.show", { records: counted }));
  showLeft();
  drawNone(found);
  ask.hidden = !Object.keys(asFilters()).length || Boolean(state.q) || !found.found;
  drawChips(found);
  drawTimeline(found);
  sides.draw(found, state);
  drawWaiting(found);
  replace(
    list,
    found.rows.map((one) => recordRow(one, { remove: found.may_write ? adding.follow : null, removed })),
  );
  list.start = found.offset + 1;
  drawPager(found);
}

/** Say that nothing is left, and offer the whole list again. */
function drawNone(found) {
  none.hidden = found.found > 0 || !found.total;
  const clear = button(say("filters.clear"), () => {
    narrow({ q: "", dates: "", ...Object.fromEntries(SIDES.map((side) => [side, []])) });
    words.focus();
  });
  replace(none, say("library.none"), " ", clear);
}

function drawChips(found) {
  const held = [];
  if (state.q) held.push(["words", state.q, () => narrow({ q: "" })]);
  if (state.dates) held.push(["dates", state.dates, () => narrow({ dates: "" })]);
  for (const side of SIDES) for (const value of state[side]) held.push([side, value, () => toggle(side, value)]);
  replace(
    chips,
    held.map(([side, value, drop]) => {
      const name = side === "words" || side === "dates" ? say(`library.${side}`) : say(`library.side.${side}`);
      const none = found.unmatched.some((one) => one.filter === side && one.value === value);
      return el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-label": say("library.drop", { name, value }),
            on: {
              click() {
                drop();
                words.focus({ preventScroll: true });
              },
            },
          },
          say("library.chip", { name, value }),
          none ? say("library.nobody") : null,
          el("span", { class: "cross", "aria-hidden": "true" }, "×"),
        ),
      );
    }),
  );
  chips.hidden = !held.length;
}

function drawTimeline(found) {
  drawnWidth = stock.clientWidth;
  const { unit, step, bars } = found.timeline;
  if (unit === "month") replace(plotTitle, say("plot.monthsOf", { year: bars[0].first.slice(0, 4) }));
  else replace(plotTitle, step > 1 ? say("plot.spans", { n: step }) : say("plot.years"));
  plotTitle.hidden = plot.hidden = !bars.length;
  const held = plot.contains(document.activeElement);
  if (bars.length) {
    replace(
      plot,
      timelinePlot(found.timeline, {
        width: drawnWidth || 600,
        chosen: state.dates,
        choose: (chosen) => narrow({ dates: chosen }),
      }),
    );
    if (held) (plot.querySelector("[aria-pressed='true']") || plot.querySelector("[tabindex='0']")).focus();
  }
  const lines = found.timeline.gaps.map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`));
  const told = lines.slice(0, 12).join(", ") + (lines.length > 12 ? " …" : "");
  replace(
    gaps,
    lines.length ? say("plot.gaps", { years: told }) : null,
    lines.length && found.undated ? " " : null,
    found.undated && bars.length ? say("plot.undated", { n: found.undated }) : null,
    found.found && !bars.length ? say("plot.nothing") : null,
  );
}

function drawWaiting(found) {
  unsearchable.hidden = !found.waiting;
  const offer = found.may_write ? button(say("library.index"), () => adding.index()) : null;
  replace(unsearchable, say("library.waiting", { n: found.waiting }), " ", found.working ? say("library.working") : offer);
  window.clearTimeout(look);
  if (found.waiting && found.working) look = window.setTimeout(lookAgain, WORKING);
}

/** Draw the list again when the work that goes on, perhaps begun by another page, is over. */
async function lookAgain() {
  if (library.section.hidden) return;
  const seen = await fetchJson("api/library?limit=1&bars=4").catch(() => null);
  if (!seen || seen.working) look = window.setTimeout(lookAgain, WORKING);
  else fetchPage();
}

function drawPager(found) {
  const last = found.offset + found.rows.length;
  const step = (by) => {
    state.offset = Math.max(0, state.offset + by);
    fetchPage().then(() => {
      list.parentElement.querySelector(".list-head").scrollIntoView({ block: "start" });
      const first = list.querySelector("a");
      if (first) first.focus({ preventScroll: true });
    });
  };
  const back = button(say("library.back"), () => step(-PAGE));
  const on = button(say("library.on"), () => step(PAGE));
  back.disabled = !found.offset;
  on.disabled = last >= found.found;
  replace(
    pager,
    back,
    el("span", { class: "where" }, found.found ? say("library.range", { first: found.offset + 1, last, n: found.found }) : ""),
    on,
  );
  pager.hidden = found.found <= PAGE;
}
