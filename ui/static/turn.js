/* A turn of the conversation: the question as its heading, and below it what became of it. */

import { drawAnswer } from "./answers.js";
import { button, el, refusalWords, replace } from "./dom.js";
import { say } from "./words.js";

/** Make one without its answer. `ticket` is the page's number for it; `given` is its answer once
 *  there is one, `remarks` what was remarked on that since, `filters` and `raw` how it is asked. */
export function newTurn(ticket, question) {
  const body = el("div", { class: "answer" });
  const heading = el(
    "h2",
    { id: `question-${ticket}`, class: Array.from(question).length > 200 ? "long" : null, tabindex: "-1", dir: "auto" },
    question,
  );
  const article = el("article", { class: "turn", "aria-labelledby": heading.id }, heading, body);
  return { ticket, article, heading, body, question, filters: {}, raw: false, given: null, remarks: [] };
}

export function drawWaiting(turn, words) {
  turn.body.setAttribute("aria-busy", "true");
  replace(turn.body, el("p", { class: "waiting" }, words));
}

/** Draw the answer; `actions` are those of `drawAnswer`. */
export function drawGiven(turn, actions) {
  replace(turn.body, drawAnswer(turn.given, actions, turn.remarks));
}

/** Say why nothing was answered, above what was answered before if anything was. */
export function drawRefusal(turn, message, again) {
  const words = refusalWords(message, "p");
  if (turn.given) turn.body.prepend(el("div", { class: "refusal" }, words));
  else replace(turn.body, el("div", { class: "refusal" }, words, retry(again)));
}

export function drawStopped(turn, words, again) {
  replace(turn.body, el("p", { class: "frame" }, words, " ", retry(again)));
}

function retry(again) {
  return button(say("answer.retry"), again, { class: "tool retry" });
}
