/* A question that was being answered when the page was loaded anew. The server goes on with it and
   keeps it with its conversation, where it is looked for until it is found. */

import { serverShelf } from "./shelf.js";

const LOOKS = 20;
const REST = 700; // milliseconds between looks

/** The id of the conversation that holds its answer, or "" where it does not come: of `talk`, or
 *  where there was none yet, of one that began with the question. `over()` tells when nobody waits
 *  any more. */
export async function answered({ question, turns, at }, talk, over) {
  for (let look = 0; look < LOOKS && !over(); look += 1) {
    const rows = await serverShelf.list("").catch(() => null);
    if (!rows) return "";
    const found = rows.find((row) => (talk ? row.id === talk && row.turns > turns : begunBy(row, question, at)));
    if (found) return found.id;
    if (talk && !rows.some((row) => row.id === talk)) return "";
    await new Promise((go) => window.setTimeout(go, REST));
  }
  return "";
}

/** Whether a conversation began with the question; its title may be cut. Two clocks may differ a little. */
function begunBy(row, question, at) {
  const title = row.title.replace(/…$/, "");
  return row.turns === 1 && question.split(/\s+/).join(" ").startsWith(title) && Date.parse(row.updated) > at - 5_000;
}
