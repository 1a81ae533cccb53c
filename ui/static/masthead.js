/* The tools of the masthead: each part of the room adds its own, in whatever order the
   parts are drawn. */

import { el } from "./dom.js";

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
