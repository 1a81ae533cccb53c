/* The keys of the room: those that go from citation to citation wherever the focus is, and the
   panel that lists all. No single letters: they would be taken from whoever types or listens. */

import { el, replace } from "./dom.js";
import { panel } from "./panel.js";
import { room } from "./room.js";
import { say } from "./words.js";

const STEPS = { n: 1, p: -1 };

/** Every key: what it does, and how it is pressed. */
const KEYS = [
  ["keys.next", ["Alt+N"]],
  ["keys.previous", ["Alt+P"]],
  ["keys.back", ["Esc"]],
  ["keys.ask", ["Enter"]],
  ["keys.line", ["Shift+Enter"]],
  ["keys.match", ["Enter", "Shift+Enter"]],
];

const help = panel({ name: "keys", title: say("keys.title"), label: say("keys.tool"), order: 70, open: () => {} });
replace(
  help.body,
  el(
    "dl",
    { class: "keys" },
    KEYS.map(([does, pressed]) => [
      el("dt", {}, pressed.map((key, at) => [at ? " / " : "", el("kbd", {}, key)])),
      el("dd", {}, say(does)),
    ]),
  ),
);

document.addEventListener("keydown", (event) => {
  const by = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey ? step(event) : 0;
  if (!by || event.defaultPrevented || event.isComposing || typing(event)) return;
  event.preventDefault();
  room.step(by);
});

/** Which way a key goes. A Mac's Option makes another letter of it, so that its place counts. */
const step = (event) => STEPS[event.key.toLowerCase()] || STEPS[event.code.replace(/^Key/, "").toLowerCase()] || 0;

/** Whether the key belongs to a field: one that holds words, or in which it would write. */
function typing({ target, key }) {
  if (!target.matches("input, textarea, select, [contenteditable]")) return false;
  return Boolean(target.value) || !(key.toLowerCase() in STEPS);
}
