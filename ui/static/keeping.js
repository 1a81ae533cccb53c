/* The line above the conversation: what its keeping brought with it, or why it is not shown. */

import { announce, button, el, refusalWords, replace } from "./dom.js";
import { teller } from "./told.js";
import { say } from "./words.js";

export function keepingLine() {
  const node = el("p", { class: "keeping" });
  const tell = (...words) => replace(node, words.map((one) => [one, " "]));
  return {
    node,
    clear: () => replace(node),
    /** Say sentences of the interface, also aloud. */
    say(...words) {
      tell(...words);
      if (words.length) announce(words.join(" "));
    },
    /** Say what the server remarks on the keeping of a conversation. */
    notices({ notices, said }) {
      tell(...notices.map(teller(said)).map((one) => el("span", { lang: one.lang }, one)));
    },
    /** Say that a conversation could not be fetched, and offer it `again`. */
    unfetched(failure, again) {
      const retry = button(say("answer.retry"), again, { class: "tool" });
      tell(say("conversation.unfetched"), refusalWords(failure), retry);
      announce(say("conversation.unfetched"));
    },
  };
}
