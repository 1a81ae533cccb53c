/* The question box: what is typed, sent by Enter or Ask, counted against the limit. */

import { button, el, replace } from "./dom.js";
import { say } from "./words.js";

/** Make the box. `ask(text)` is called with what is sent, `stop()` when Stop is pressed. */
export function questionBox({ ask, stop }) {
  let longest = 4000;
  const box = el("textarea", {
    id: "question",
    rows: 1,
    dir: "auto",
    placeholder: say("question.placeholder"),
    "aria-describedby": "question-note",
    enterkeyhint: "send",
    on: { input: grow, keydown: enter },
  });
  const note = el("p", { id: "question-note", class: "question-note" });
  const asking = el("button", { type: "submit", class: "ask" }, say("question.ask"));
  const halt = button(say("question.stop"), stop, { class: "ask stop" });
  halt.hidden = true;
  const form = el(
    "form",
    { class: "question", on: { submit } },
    el("label", { for: "question" }, say("question.label")),
    el("div", { class: "question-row" }, box, asking, halt),
    note,
  );

  function submit(event) {
    event.preventDefault();
    ask(box.value);
  }

  function enter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    ask(box.value);
  }

  function grow() {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 180)}px`;
    const left = longest - Array.from(box.value).length;
    if (left < 0) warn(say("question.over", { n: -left, limit: longest }), true);
    else warn(left < 400 ? say("question.left", { n: left }) : "");
  }

  function warn(text, over = false) {
    replace(note, text);
    note.classList.toggle("over", over);
  }

  return {
    form,
    focus: () => box.focus(),
    set longest(characters) {
      longest = characters;
    },
    /** Say so and return true if a question is longer than the limit. */
    refuses(text) {
      const length = Array.from(text).length;
      if (length > longest) warn(say("question.tooLong", { length, limit: longest }), true);
      return length > longest;
    },
    clear() {
      box.value = "";
      grow();
    },
    /** Put a question back, unless another is typed there. */
    put(text) {
      if (box.value) return;
      box.value = text;
      grow();
    },
    /** Show that an answer is waited for; `stoppable` offers Stop in the place of Ask. */
    wait(stoppable) {
      asking.disabled = true;
      asking.hidden = stoppable;
      halt.hidden = !stoppable;
    },
    rest() {
      const held = document.activeElement === halt;
      asking.hidden = false;
      asking.disabled = false;
      halt.hidden = true;
      if (held) box.focus();
    },
  };
}
