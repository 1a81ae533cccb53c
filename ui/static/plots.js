/* Plots: counts drawn as bars. Each bar is a button with its words and number on it. */

import { el } from "./dom.js";
import { language, number, say, speakAttribute } from "./words.js";

const SPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 132;
const FOOT = 20; // for the years
const HEAD = 16; // for the numbers
/** Narrowest bar with its gap, in pixels: a finger's width. */
const SLOT = 26;

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (typeof value === "object") speakAttribute(node, name, value);
    else node.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child) node.append(typeof child === "object" ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** How many bars fit into a width. */
export const fitting = (width) => Math.min(120, Math.max(8, Math.floor(width / SLOT)));

/** Draw documents by year or month. `chosen` is the date filter, `choose(dates, bar)` takes one;
 *  the bars are one stop of the Tab key, the arrows go from bar to bar. */
export function timelinePlot(timeline, { width, chosen, choose }) {
  const bars = timeline.bars;
  const slot = Math.min(64, width / Math.max(bars.length, 1));
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const every = Math.max(1, Math.ceil(36 / slot));
  const room = HEIGHT - FOOT - HEAD;
  const first = Math.max(0, bars.findIndex((bar) => bar.dates === chosen));
  const groups = bars.map((bar, at) => {
    const height = bar.count ? Math.max(2, (bar.count / most) * room) : 0;
    const x = at * slot;
    const base = HEIGHT - FOOT;
    return svg(
      "g",
      {
        class: `bar${bar.count || bar.covered ? "" : " none"}`,
        role: "button",
        tabindex: at === first ? 0 : -1,
        "aria-pressed": String(bar.dates === chosen),
        "aria-label": say("plot.bar", { when: when(bar), n: bar.count }),
        "data-dates": bar.dates,
      },
      svg("rect", { class: "reach", x: x + 1, y: 1, width: slot - 2, height: HEIGHT - 2 }),
      svg("rect", { class: "count", x: x + slot * 0.14, y: base - height, width: slot * 0.72, height }),
      bar.count || bar.covered
        ? null
        : svg("line", { class: "gap", x1: x + slot * 0.2, x2: x + slot * 0.8, y1: base - 3, y2: base - 3 }),
      bar.count ? svg("text", { x: x + slot / 2, y: base - height - 4 }, number(bar.count)) : null,
      at % every === 0 ? svg("text", { class: "when", x: x + slot / 2, y: HEIGHT - 5 }, short(bar, timeline)) : null,
    );
  });
  const drawn = svg(
    "svg",
    {
      class: "timeline",
      role: "group",
      "aria-label": say(timeline.unit === "month" ? "plot.months" : "plot.years"),
      width: Math.ceil(slot * bars.length),
      height: HEIGHT,
    },
    svg("line", { class: "ground", x1: 0, x2: slot * bars.length, y1: HEIGHT - FOOT + 0.5, y2: HEIGHT - FOOT + 0.5 }),
    ...groups,
  );
  drawn.addEventListener("click", (event) => pick(event.target.closest(".bar")));
  drawn.addEventListener("keydown", (event) => {
    const at = groups.indexOf(event.target.closest(".bar"));
    if (at < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pick(groups[at]);
      return;
    }
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: groups.length - 1 }[event.key];
    if (to === undefined || !groups[to]) return;
    event.preventDefault();
    for (const group of groups) group.setAttribute("tabindex", group === groups[to] ? "0" : "-1");
    groups[to].focus();
  });

  function pick(group) {
    const bar = bars[groups.indexOf(group)];
    if (bar) choose(bar.dates === chosen ? "" : bar.dates, bar);
  }

  return drawn;
}

const month = (name, style) =>
  new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "zh-Hans-CN", {
    month: style,
    year: style === "long" ? "numeric" : undefined,
    timeZone: "UTC",
  }).format(new Date(`${name}-01T00:00:00Z`));

function when(bar) {
  if (bar.first.length > 4) return month(bar.first, "long");
  return bar.first === bar.last ? bar.first : `${bar.first}–${bar.last}`;
}

const short = (bar, timeline) => (timeline.unit === "month" ? month(bar.first, "short") : bar.first);

/** Draw counted values as a list of bars. `choose(value)` is called with the one pressed. */
export function barList(values, { chosen, choose, label }) {
  const most = Math.max(1, ...values.map((one) => one.count));
  return el(
    "ul",
    { class: "bars", "aria-label": label },
    values.map((one) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "bar-row",
            "aria-pressed": String(chosen.includes(one.value)),
            on: { click: () => choose(one.value) },
          },
          el("bdi", { class: "bar-name" }, one.value),
          " ",
          el("span", { class: "bar-count" }, number(one.count)),
          bar(one.count / most),
        ),
      ),
    ),
  );
}

function bar(share) {
  const drawn = svg("svg", { class: "bar-line", "aria-hidden": "true", width: "100%", height: 3 });
  drawn.append(svg("rect", { class: "count", width: `${Math.max(1, share * 100).toFixed(1)}%`, height: 3 }));
  return drawn;
}
