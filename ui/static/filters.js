/* The filters beside the question: what part of the archive is asked, always in sight as
   chips that can be taken away, and a form that adds to them. The server reads what is typed
   and says what it leaves; what it refuses stays in its field, with the server's sentence. */

import { announce, button, el, fetchJson, refusalWords, replace } from "./dom.js";
import { send } from "./panel.js";
import { room, filterWords } from "./room.js";
import { say, term, titled } from "./words.js";

const FACETS = ["collection", "repository", "language", "person", "place"];
const TYPING = 200; // milliseconds of rest before values are looked for

/** Make the bar. `changed(value)` is called when a person changes the filters.
 *  Returns {node, value, set, clear}; a value is as the server writes filters. */
export function filterBar({ changed }) {
  let value = {};
  let asked = 0; // raised by whatever makes an answer that is under way one to other filters
  const chips = el("ul", { class: "filter-chips", "aria-label": say("filters.chips") });
  const whole = el("span", { class: "filter-whole" }, say("filters.whole"));
  const near = el("p", { class: "filter-near" });
  const toggle = button(say("filters.add"), () => (form.hidden ? unfold() : fold()), {
    class: "tool filter-toggle",
    "aria-expanded": "false",
    "aria-controls": "filter-form",
  });
  const clearing = button(say("filters.clear"), () => wipe(), { class: "tool filter-clear" });
  const fields = new Map([["dates", dateField()], ...FACETS.map((name) => [name, facetField(name)])]);
  const form = el(
    "form",
    { class: "filter-form", id: "filter-form", "aria-label": say("filters.add"), on: { submit, keydown: escape } },
    [...fields.values()].map((field) => field.node),
    el(
      "p",
      { class: "filter-actions" },
      el("button", { type: "submit", class: "filter-apply" }, say("filters.apply")),
      button(say("filters.cancel"), () => fold(), { class: "tool" }),
    ),
  );
  form.hidden = true;
  const node = el(
    "section",
    { class: "filters", "aria-label": say("filters.region") },
    form,
    el("div", { class: "filter-bar" }, whole, chips, el("span", { class: "filter-tools" }, toggle, clearing)),
    near,
  );
  draw();

  /* Fields */

  function dateField() {
    const help = el("p", { class: "filter-help", id: "filter-dates-help" }, say("filters.dates.help"));
    const field = inputField("dates", { "aria-describedby": help.id });
    field.node.append(help);
    return field;
  }

  function facetField(name) {
    const known = el("datalist", { id: `filter-${name}-values` });
    const field = inputField(name, { list: known.id });
    field.node.append(known);
    let pause = 0;
    let turn = 0;
    const look = async () => {
      const mine = (turn += 1);
      const query = new URLSearchParams({ facet: name, q: field.input.value.trim().slice(0, 100), limit: "12" });
      const { values } = await fetchJson(`api/library/values?${query}`).catch(() => ({ values: [] }));
      if (mine !== turn) return;
      replace(
        known,
        values.map((one) => el("option", { value: one.value }, say("filters.value", { value: one.value, n: one.count }))),
      );
    };
    field.input.addEventListener("focus", look);
    field.input.addEventListener("input", () => {
      window.clearTimeout(pause);
      pause = window.setTimeout(look, TYPING);
    });
    return field;
  }

  function inputField(name, attributes) {
    const input = el("input", {
      id: `filter-${name}`,
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: "500",
      ...attributes,
    });
    const problem = el("p", { class: "filter-problem", id: `filter-${name}-problem`, role: "alert" });
    const described = attributes["aria-describedby"];
    const tell = (failure) => {
      replace(problem, failure ? refusalWords(failure) : "");
      if (failure) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      const ids = [failure ? problem.id : null, described].filter(Boolean).join(" ");
      if (ids) input.setAttribute("aria-describedby", ids);
      else input.removeAttribute("aria-describedby");
    };
    input.addEventListener("input", () => tell(null));
    return {
      input,
      tell,
      node: el(
        "div",
        { class: `filter-field filter-field-${name}` },
        el("label", { for: input.id }, term("filters.field", name)),
        input,
        problem,
      ),
    };
  }

  /* Adding */

  async function submit(event) {
    event.preventDefault();
    const typed = [...fields].filter(([, field]) => field.input.value.trim());
    if (!typed.length) {
      fold();
      return;
    }
    const mine = asked;
    const wanted = structuredClone(value);
    for (const [name, field] of typed) add(wanted, name, field.input.value.trim());
    let reach;
    try {
      reach = await (await send("POST", "api/filters", wanted)).json();
    } catch (failure) {
      if (mine === asked) refused(typed[0][0], failure);
      return;
    }
    if (mine !== asked) return; // a chip was dropped meanwhile: what was typed stays in its field
    for (const one of [...reach.problems].reverse()) refused(one.filter, one);
    if (reach.problems.length) return;
    take(reach);
    for (const [, field] of typed) field.input.value = "";
    fold();
    changed(value);
  }

  function add(wanted, name, text) {
    if (name === "dates") wanted.dates = text;
    else wanted[name] = [...new Set([...(wanted[name] || []), text])];
  }

  /** Say beside a field why it is refused; what was typed stays there. */
  function refused(name, failure) {
    const field = fields.get(name) || fields.get("dates");
    field.tell(failure);
    field.input.focus();
  }

  /* Showing */

  /** Take over what the server read, and say what it leaves of the archive. */
  function take(reach) {
    hold(reach.filters);
    tellReach(reach);
  }

  function tellReach(reach) {
    if (!Object.keys(value).length) return;
    for (const { record_id: id, title, date } of reach.named) {
      if (room.names.has(id) || !title) continue;
      room.names.set(id, titled(title, date));
      replace(chips, filterChips(value, drop));
    }
    const said = reach.records
      ? say("filters.left", { n: reach.records, held: reach.held })
      : say("filters.none", { n: reach.held });
    const lines = [[said, " "]];
    for (const one of reach.unmatched) {
      lines.push([
        say("filters.unmatched", { filter: term("filter", one.filter), value: one.value }),
        " ",
        one.near.map((other) => [button(other, () => swap(one, other), { class: "tool filter-other", lang: "" }), " "]),
      ]);
    }
    if (reach.undated_left_out) lines.push([say("filters.undated", { n: reach.undated_left_out }), " "]);
    replace(near, lines);
    announce([said, ...reach.unmatched.map((one) => say("filters.unmatched", { filter: term("filter", one.filter), value: one.value }))].join(" "));
  }

  /** Put these filters in the place of those that were. */
  function hold(filters) {
    asked += 1;
    value = filters;
    draw();
  }

  function draw() {
    const items = filterChips(value, drop);
    replace(chips, items);
    replace(near);
    chips.hidden = !items.length;
    whole.hidden = items.length > 0;
    clearing.hidden = items.length < 2;
  }

  /* Changing */

  function drop(name, one) {
    const at = [...chips.querySelectorAll(".filter-drop")].indexOf(document.activeElement);
    change(without(value, name, one));
    const next = chips.querySelectorAll(".filter-drop");
    (next[Math.min(Math.max(at, 0), next.length - 1)] || toggle).focus();
  }

  function swap(one, other) {
    const wanted = without(value, one.filter, one.value);
    add(wanted, one.filter, other);
    change(wanted);
    toggle.focus();
  }

  function wipe() {
    change({});
    toggle.focus();
  }

  function change(wanted) {
    hold(wanted);
    if (Object.keys(value).length) ask();
    else announce(say("filters.whole"));
    changed(value);
  }

  /** Ask the server what the filters leave; where it cannot say, nothing is said. */
  async function ask() {
    const mine = (asked += 1);
    const answer = await send("POST", "api/filters", value).catch(() => null);
    const reach = answer && (await answer.json());
    if (reach && mine === asked && !reach.problems.length) tellReach(reach);
  }

  /* The form */

  function unfold() {
    form.hidden = false;
    toggle.setAttribute("aria-expanded", "true");
    fields.get("dates").input.focus();
  }

  function fold() {
    form.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    toggle.focus();
  }

  function escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    fold();
  }

  return {
    node,
    get value() {
      return value;
    },
    /** Show filters that came with a conversation. */
    set(given) {
      if (JSON.stringify(given) === JSON.stringify(value)) return;
      hold(given);
      if (Object.keys(value).length) ask();
    },
    clear() {
      change({});
    },
  };
}

/** The filters in force, each as a chip; `drop(name, value)` is called for one taken away. */
export function filterChips(filters, drop) {
  return Object.entries(filters).flatMap(([name, given]) =>
    (Array.isArray(given) ? given : [given]).map((one) => {
      const label = term("filter", name);
      const named = filterWords(name, one);
      return el(
        "li",
        { class: "filter-chip" },
        el("span", { class: "filter-name" }, label),
        " ",
        el("bdi", {}, named),
        button("×", () => drop(name, one), {
          class: "filter-drop",
          "aria-label": say("filters.drop", { filter: label, value: named }),
        }),
      );
    }),
  );
}

/** Filters without one value of theirs. */
export function without(filters, name, one) {
  const wanted = structuredClone(filters);
  if (Array.isArray(wanted[name])) wanted[name] = wanted[name].filter((each) => each !== one);
  if (!Array.isArray(wanted[name]) || !wanted[name].length) delete wanted[name];
  return wanted;
}
