/* What stands where no conversation does yet: the promise, and questions to begin with. */

import { button, el, replace } from "./dom.js";
import { room } from "./room.js";
import { say, SERVER } from "./words.js";

/** Make it. `ask(question)` is called with a starter that is chosen. */
export function openingOf(ask) {
  const node = el("section", { class: "opening", "aria-labelledby": "opening-title" });
  room.on("changed", () => {
    const told = node.querySelector(".empty");
    if (told) told.hidden = true;
  });

  /** Draw what the server says of the archive: how much it holds, and its starters. */
  function draw({ holding, starters }) {
    replace(
      node,
      el("h2", { id: "opening-title" }, say("opening.title")),
      el("p", {}, say("opening.promise")),
      holding.records ? null : empty(),
      starters.length ? el("h3", {}, say("opening.starters")) : null,
      el(
        "ul",
        { class: "starters" },
        starters.map((starter) =>
          el("li", {}, button(starter, () => ask(starter), { class: "starter", lang: SERVER, dir: "auto" })),
        ),
      ),
    );
  }

  /** What to do about an archive that holds nothing yet. */
  function empty() {
    const add = button(say("opening.library"), () => document.querySelector(".open-library").click());
    return el("p", { class: "empty" }, say("opening.empty"), " ", add);
  }

  return { node, draw };
}
