/* Printing. On paper stands either the conversation or the document, never both: what the
   reader had in hand, or what a Print button was pressed for. */

import { narrow } from "./dom.js";

const page = document.documentElement;
let pressed = null; // what a button asked for
let inHand = null; // where the focus last was; print styles take it away from what they hide
let opened = []; // what was unfolded for the paper

/** Print one answer, with its question. */
export function printAnswer(article) {
  article.classList.add("to-print");
  print("answer");
  article.classList.remove("to-print");
}

/** Print the document that is open. */
export const printDocument = () => print("document");

function print(part) {
  pressed = part;
  prepare();
  window.print();
  restore();
}

function prepare() {
  if (page.dataset.print) return;
  page.dataset.print = pressed || (readerInHand() ? "document" : "conversation");
  opened = [...document.querySelectorAll("details.card:not([open])")];
  for (const card of opened) card.open = true;
}

function restore() {
  pressed = null;
  delete page.dataset.print;
  for (const card of opened) card.open = false;
  opened = [];
}

function readerInHand() {
  const reader = document.querySelector("section.reader.open");
  return Boolean(reader && (narrow() || reader.contains(inHand)));
}

document.addEventListener("focusin", (event) => (inHand = event.target));
// Pages are counted right after `beforeprint`; a browser that only changes the medium, as
// for a preview, tells it by the query alone.
window.addEventListener("beforeprint", prepare);
window.addEventListener("afterprint", () => (pressed ? null : restore()));
window.matchMedia("print").addEventListener("change", (event) => {
  if (event.matches) prepare();
  else if (!pressed) restore();
});
