/* Find in the document. Matches are painted with the Highlight API, which leaves the text
   and the quote's mark as they are; a browser without it keeps its own Find. */

import { announce, button, el, replace } from "./dom.js";
import { say } from "./words.js";

/** A search field for the texts in `body`: `{node, refresh, clear}`. `refresh` is called
 *  when the texts were drawn anew, `clear` when they are put away. */
export function finder(body) {
  if (!window.CSS || !CSS.highlights) return null;
  let found = [];
  let at = -1;
  let timer = 0;
  const box = el("input", {
    type: "search",
    placeholder: say("find.label"),
    "aria-label": say("find.label"),
    on: { input: soon, keydown: keys },
  });
  const total = el("span", { class: "found" });
  const back = button("↑", () => go(-1), { "aria-label": say("find.previous"), class: "tool find-step" });
  const on = button("↓", () => go(1), { "aria-label": say("find.next"), class: "tool find-step" });
  const node = el("span", { class: "find", role: "search" }, box, total, back, on);
  back.disabled = on.disabled = true; // they keep their place, so that nothing moves

  function soon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, 120);
  }

  function look() {
    window.clearTimeout(timer);
    paint();
    at = -1;
    show();
    announce(total.textContent);
  }

  function paint() {
    found = ranges(body, box.value);
    CSS.highlights.delete("found-now");
    if (found.length) CSS.highlights.set("found", new Highlight(...found));
    else CSS.highlights.delete("found");
    back.disabled = on.disabled = !found.length;
  }

  function show() {
    const asked = wanted(box.value);
    const words = at >= 0 ? say("find.at", { at: at + 1, n: found.length }) : say("find.count", { n: found.length });
    replace(total, asked ? words : "");
  }

  function go(by) {
    if (box.value && timer && !found.length) look();
    if (!found.length) return;
    const pane = body.closest(".pane");
    if (at < 0) {
      const first = Math.max(0, found.findIndex(ahead(pane)));
      at = by > 0 ? first : (first - 1 + found.length) % found.length;
    } else at = (at + by + found.length) % found.length;
    const now = found[at];
    CSS.highlights.set("found-now", new Highlight(now));
    CSS.highlights.get("found-now").priority = 1;
    // The paragraph first: far from the window it has no size of its own until it is near.
    hostOf(now).scrollIntoView({ block: "center" });
    const box_ = now.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    pane.scrollTop += box_.top - frame.top - frame.height / 2;
    show();
    announce(total.textContent);
  }

  /** Tells whether a match comes after the words marked, where they are in sight, else after
   *  what is scrolled away. */
  function ahead(pane) {
    const top = pane.querySelector(".reader-head").getBoundingClientRect().bottom;
    const mark = body.querySelector("mark.quoted");
    const box_ = mark && mark.getBoundingClientRect();
    if (box_ && box_.bottom > top && box_.top < pane.getBoundingClientRect().bottom) {
      return (one) => !(mark.compareDocumentPosition(one.startContainer) & Node.DOCUMENT_POSITION_PRECEDING);
    }
    return (one) => {
      const host = hostOf(one).getBoundingClientRect();
      return host.bottom > top && (host.top >= top || one.getBoundingClientRect().bottom > top);
    };
  }

  function keys(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape" && box.value) {
      event.preventDefault();
      event.stopPropagation();
      box.value = "";
      look();
    }
  }

  function refresh() {
    if (!wanted(box.value)) return;
    const kept = at;
    paint();
    at = Math.min(kept, found.length - 1);
    if (at >= 0) CSS.highlights.set("found-now", new Highlight(found[at]));
    show();
  }

  function clear() {
    window.clearTimeout(timer);
    CSS.highlights.delete("found");
    CSS.highlights.delete("found-now");
  }

  return { node, refresh, clear };
}

const hostOf = (range) => range.startContainer.parentElement.closest(".paragraph, .archive");

/** What is looked for; a single Latin letter is not enough to be asked for. */
function wanted(typed) {
  const asked = fold(typed.trim());
  return asked.length > 1 || /[^\x00-\x7f]/.test(asked) ? asked : "";
}

/** Where a word stands, letter case, accents and the shape of quotation marks aside, also
 *  across a bracket or a mark. */
export function ranges(body, typed) {
  const asked = wanted(typed);
  const made = [];
  if (!asked) return made;
  for (const text of body.querySelectorAll(".archive")) {
    const hay = fold(text.textContent);
    let at = hay.indexOf(asked);
    if (at < 0) continue;
    const nodes = [];
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
    for (; at >= 0; at = hay.indexOf(asked, at + asked.length)) {
      const range = new Range();
      range.setStart(...point(nodes, at));
      range.setEnd(...point(nodes, at + asked.length));
      made.push(range);
    }
  }
  return made;
}

function point(nodes, offset) {
  let left = offset;
  for (const node of nodes) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  const last = nodes[nodes.length - 1];
  return [last, last.length];
}

const ALIKE = { "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-" };
const folded = new Map();

/** Fold a text for comparing; every UTF-16 unit becomes exactly one, so offsets hold. */
export function fold(text) {
  return text.toLowerCase().length === text.length && /^[\x21-\x7e ]*$/.test(text)
    ? text.toLowerCase()
    : text.replace(/[^\x21-\x40\x5b-\x7e ]/g, foldUnit);
}

function foldUnit(unit) {
  let made = folded.get(unit);
  if (made === undefined) {
    const plain = /\s/.test(unit) ? " " : ALIKE[unit] || unit.normalize("NFD").charAt(0).toLowerCase();
    made = plain.length === 1 ? plain : unit;
    folded.set(unit, made);
  }
  return made;
}
