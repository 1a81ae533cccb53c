/* The tools of the masthead: each part of the room adds its own, in whatever order the
   parts are drawn. */

import { el, replace } from "./dom.js";
import { room } from "./room.js";
import { dateWords, onLanguage, say } from "./words.js";

const tools = el("div", { class: "masthead-tools" });

/** Put a button or chooser into the masthead; tools stand by `order`, then by when they came.
 *  New conversation is 10, Conversations 20, Library 30, Search 40, language 80, style 90. */
export function addTool(node, order = 50) {
  node.dataset.order = String(order);
  const after = [...tools.children].find((one) => Number(one.dataset.order) > order);
  tools.insertBefore(node, after || null);
  return node;
}

/** The element that holds them; the transcript puts it into the masthead. */
export const mastheadTools = () => tools;

/** The line that says what the archive holds; the transcript puts it into the masthead. */
export const holding = el("p", { class: "holding" });
let held = null;
onLanguage(() => held && tellHolding(held));

// Another version of a record may have more paragraphs, or fewer.
room.on("changed", () => held && (held = { ...held, paragraphs: null }));

/** Say what the archive holds, as the server counts it: {records, paragraphs, first, last};
 *  paragraphs that were not counted this time are those of the last time. */
export function tellHolding(counts) {
  const counted = counts.paragraphs === null && held && held.records === counts.records;
  held = counted ? { ...counts, paragraphs: held.paragraphs } : counts;
  const { records, paragraphs, first, last } = held;
  const parts = [records ? say("count.record", { n: records }) : say("holding.none")];
  if (records && paragraphs !== null) parts.push(say("count.paragraph", { n: paragraphs }));
  if (first) parts.push(first === last ? dateWords(first) : `${first.slice(0, 4)}–${last.slice(0, 4)}`);
  replace(holding, parts.flatMap((part, at) => (at ? [say("list.join"), part] : [part])));
}
