/* What the records of the library are of: collection, repository, language, persons, places, each
   with its counts, and each narrowing the list. */

import { el, fetchJson, replace } from "./dom.js";
import { barList } from "./plots.js";
import { say } from "./words.js";

export const SIDES = ["collection", "repository", "language", "person", "place"];

const TYPING = 250; // milliseconds of rest before what is typed is looked for

/** Make the lists. `toggle(side, value)` is called with what is chosen or given up. */
export function sideLists(toggle) {
  const node = el("div", { class: "sides" });

  /** Draw the counts of a page of the library; `state` holds the values chosen of each side. */
  function draw(found, state) {
    const opened = new Set([...node.querySelectorAll("details[open]")].map((one) => one.dataset.side));
    const focus = document.activeElement;
    if (node.contains(focus) && focus.dataset.side) return; // somebody is typing a name there
    const pressed = node.contains(focus) && focus.querySelector(".bar-name");
    const again = pressed && pressed.textContent;
    const drawn = SIDES.filter((side) => found.distinct[side] || state[side].length);
    replace(node, drawn.map((side) => list(side, found, state[side], side === "collection" || opened.has(side))));
    if (!again) return;
    for (const name of node.querySelectorAll(".bar-name")) {
      if (name.textContent === again) name.closest("button").focus({ preventScroll: true });
    }
  }

  function list(side, found, chosen, open) {
    const values = side === "collection" ? found.collections : found.values[side];
    const rest = found.distinct[side] - values.length;
    return el(
      "details",
      { "data-side": side, open },
      el("summary", {}, say(`library.side.${side}`), " ", el("span", { class: "bar-count" }, String(found.distinct[side]))),
      barList(values, {
        chosen,
        choose: (value) => toggle(side, value),
        label: say("plot.by", { name: say(`library.side.${side}`) }),
      }),
      rest > 0 ? el("p", { class: "help" }, say("library.rest", { n: rest })) : null,
      rest > 0 ? another(side, chosen) : null,
    );
  }

  /** A box for a value that is not among those drawn; the server names those that begin so. */
  function another(side, chosen) {
    let pause = 0;
    const known = el("datalist", { id: `library-${side}-known` });
    const box = el("input", {
      type: "text",
      list: known.id,
      autocomplete: "off",
      "data-side": side,
      "aria-label": say("library.another", { name: say(`library.side.${side}`) }),
      placeholder: say("library.another.short"),
      on: {
        input() {
          window.clearTimeout(pause);
          pause = window.setTimeout(suggest, TYPING);
        },
        change: take,
        keydown: (event) => event.key === "Enter" && take(),
      },
    });

    async function suggest() {
      const asked = new URLSearchParams({ facet: side, q: box.value.trim() });
      const { values } = await fetchJson(`api/library/values?${asked}`).catch(() => ({ values: [] }));
      replace(known, values.map((one) => el("option", { value: one.value })));
    }

    function take() {
      const value = box.value.trim();
      if (!value) return;
      window.clearTimeout(pause);
      box.value = "";
      box.blur();
      if (!chosen.includes(value)) toggle(side, value);
    }

    return el("p", { class: "another" }, box, known);
  }

  return { node, draw };
}
