/* Panels: the library and the search stand where the conversation does, one at a time; the
   document stays beside them, or over them on a narrow screen. */

import { address, button, el, narrow } from "./dom.js";
import { addTool, mastheadTools } from "./masthead.js";
import { refusal } from "./told.js";
import { say } from "./words.js";

const panels = [];

/** Make a panel and its button in the masthead. `open(panel)` is called each time it is opened.
 *  Returns {section, body, bar, heading, tool, show, close}. */
export function panel({ name, title, label, order, open }) {
  const heading = el("h2", { id: `${name}-title`, tabindex: "-1" }, title);
  const bar = el("div", { class: "panel-tools tools" });
  const body = el("div", { class: "panel-body", tabindex: "-1" });
  const tool = button(label, () => (section.hidden ? show() : close()), {
    class: `tool open-${name}`,
    "aria-expanded": "false",
    "aria-controls": `${name}-panel`,
  });
  const section = el(
    "section",
    { class: `panel ${name}-panel`, id: `${name}-panel`, "aria-labelledby": heading.id },
    el(
      "header",
      { class: "panel-bar" },
      heading,
      bar,
      button(say("panel.alone"), alone, { class: "tool panel-alone" }),
      button(say("panel.close"), () => close(), { class: "tool panel-close" }),
    ),
    body,
  );
  section.hidden = true;
  section.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });
  const made = { name, section, body, bar, heading, tool, show, fold, close };
  panels.push(made);
  addTool(tool, order);

  function show() {
    for (const other of panels) if (other !== made) other.fold();
    enter(name);
    const room = document.querySelector(".room-transcript");
    if (section.parentElement !== room) room.querySelector(".masthead").after(section);
    section.hidden = false;
    tool.setAttribute("aria-expanded", "true");
    heading.focus({ preventScroll: true });
    open(made);
  }

  function fold() {
    section.hidden = true;
    tool.setAttribute("aria-expanded", "false");
  }

  function close(back = true) {
    if (section.hidden) return;
    fold();
    if (window.history.state && window.history.state.panel === name) window.history.back();
    if (back) tool.focus();
  }

  /** Close the document beside, so that the panel has the whole room again. */
  function alone() {
    const back = document.querySelector(".reader .back");
    if (back) back.click();
    heading.focus({ preventScroll: true });
  }

  return made;
}

/** On a narrow screen a panel covers the conversation, and going back leads there from it. */
function enter(panel) {
  const state = window.history.state || {};
  if (state.panel) window.history.replaceState({ ...state, panel }, "");
  else if (narrow()) window.history.pushState({ ...state, panel }, "");
}

window.addEventListener("popstate", ({ state }) => {
  const name = (state && state.panel) || "";
  if (name && name !== openPanel()) window.history.back(); // it was closed under a document
  else if (!name) for (const one of panels) if (covering(one)) one.close();
});

/** Whether going back closes a panel: one that covers all, and under no document. */
const covering = (one) => narrow() && !one.section.hidden && !new URLSearchParams(window.location.search).has("doc");

// What the page showed before it was loaded anew is not open any more.
if (window.history.state && window.history.state.panel) {
  window.history.replaceState({ ...window.history.state, panel: undefined }, "");
}

// Another tool of the masthead leads back to the conversation.
mastheadTools().addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed || panels.some((one) => one.tool === pressed)) return;
  foldPanels();
});

/** The name of the panel that is open, or "". */
export const openPanel = () => (panels.find((one) => !one.section.hidden) || { name: "" }).name;

/** Fold whatever lies over the conversation. */
export function foldPanels() {
  for (const one of panels) one.close(false);
}

/** Send a request that may change something; a refusal becomes an Error as with `fetchJson`. */
export async function send(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(address(path), options);
  if (response.ok) return response;
  throw refusal(response.status, await response.json().catch(() => ({})));
}
