/* The transcript: masthead, conversation, question box. */

import { announce, button, calm, copy, el, replace } from "./dom.js";
import { addTool, mastheadTools } from "./masthead.js";
import { languageChooser, nearPassage, quoteFigure, quoteWithCitation, styleChooser } from "./quotes.js";
import { citation, room } from "./room.js";
import { answerWords, capital, say, SERVER, term } from "./words.js";

const STEPS = { opening: say("answer.opening"), searching: say("answer.searching") };

export function mount({ element, props, trigger, watch, events }) {
  const [ASK, UNDO, STOP, RENEW] = events;
  const root = element.querySelector(".room-transcript") || element;
  if (root.dataset.drawn) return;
  root.dataset.drawn = "yes";
  const turns = new Map(); // ticket -> {article, body, question}
  let last = 0;
  let waiting = null;
  let longest = 4000;
  let chooser = null;

  const holding = el("p", { class: "holding", lang: SERVER });
  const newTalk = addTool(button(say("conversation.new"), renew, { class: "tool new-talk" }), 10);
  newTalk.hidden = true;
  const list = el("div", { class: "turns", id: "conversation" });
  const opening = el("section", { class: "opening", "aria-labelledby": "opening-title" });
  const box = el("textarea", {
    id: "question",
    rows: 1,
    placeholder: say("question.placeholder"),
    "aria-describedby": "question-note",
    enterkeyhint: "send",
    on: { input: grow, keydown: enter },
  });
  const note = el("p", { id: "question-note", class: "question-note" });
  const send = el("button", { type: "submit", class: "ask" }, say("question.ask"));
  const halt = button(say("question.stop"), stop, { class: "ask stop" });
  halt.hidden = true;
  const form = el(
    "form",
    { class: "question", on: { submit } },
    el("label", { for: "question" }, say("question.label")),
    el("div", { class: "question-row" }, box, send, halt),
    note,
  );
  const pane = el("div", { class: "pane", tabindex: "-1" }, opening, list);

  replace(
    root,
    el("a", { class: "skip", href: "#question", on: { click: skip } }, say("skip.question")),
    el(
      "header",
      { class: "masthead" },
      el("h1", {}, "Dragoman"),
      holding,
      mastheadTools(),
    ),
    el("section", { class: "conversation", "aria-label": say("conversation.region") }, pane, form),
    el("p", { id: "announcements", class: "unseen", role: "status" }),
  );
  watch("value", () => receive(props.value));
  receive(props.value);

  function receive(message) {
    if (!message) return;
    if (message.starters) welcome(message);
    else if (message.failed) failed();
    else if (turns.has(message.ticket)) step(turns.get(message.ticket), message);
  }

  function welcome(message) {
    room.styles = message.styles;
    longest = message.longest;
    holding.textContent = message.holding;
    if (!chooser) {
      addTool(languageChooser("language"), 80);
      chooser = addTool(styleChooser("style-in-masthead"), 90);
    }
    replace(
      opening,
      el("h2", { id: "opening-title" }, say("opening.title")),
      el(
        "p",
        {},
        say("opening.promise"),
      ),
      message.starters.length ? el("h3", {}, say("opening.starters")) : null,
      el(
        "ul",
        { class: "starters" },
        message.starters.map((starter) =>
          el("li", {}, button(starter, () => ask(starter), { class: "starter", lang: SERVER })),
        ),
      ),
    );
  }

  function submit(event) {
    event.preventDefault();
    ask(box.value);
  }

  function ask(question) {
    const text = question.trim();
    const length = Array.from(text).length;
    if (length > longest) {
      warn(say("question.tooLong", { length, limit: longest }), true);
      return;
    }
    if (!text || waiting) return;
    warn("");
    box.value = "";
    grow();
    last += 1;
    const body = el("div", { class: "answer" });
    const heading = el("h2", { id: `question-${last}`, class: length > 200 ? "long" : null }, text);
    const article = el("article", { class: "turn", "aria-labelledby": heading.id }, heading, body);
    const turn = { ticket: last, article, body, question: text };
    turns.set(last, turn);
    for (const stale of list.querySelectorAll(".undo")) stale.remove();
    opening.hidden = true;
    newTalk.hidden = false;
    list.append(article);
    begin(turn, "searching");
    heading.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    trigger(ASK, { question: text, ticket: last });
  }

  function begin(turn, name) {
    waiting = turn;
    send.hidden = true;
    halt.hidden = false;
    turn.body.setAttribute("aria-busy", "true");
    replace(turn.body, el("p", { class: "waiting" }, STEPS[name]));
  }

  function end() {
    if (waiting) waiting.body.removeAttribute("aria-busy");
    waiting = null;
    const held = document.activeElement === halt;
    send.hidden = false;
    halt.hidden = true;
    if (held) box.focus();
  }

  function step(turn, message) {
    if (message.step) {
      if (waiting === turn) replace(turn.body, el("p", { class: "waiting" }, STEPS[message.step]));
      return;
    }
    if (waiting !== turn) return; // stopped meanwhile
    end();
    if (message.stopped) replace(turn.body, el("p", { class: "frame" }, say("answer.stopped")));
    else if (message.error) refuse(turn, message);
    else {
      replace(turn.body, answer(turn, message.answer));
      announce(answerWords(message.answer));
    }
  }

  function refuse(turn, message) {
    replace(
      turn.body,
      el("div", { class: "refusal" }, told(message.error), message.remedy ? told(message.remedy) : null),
    );
    announce(message.error);
  }

  function failed() {
    if (!waiting) return;
    const turn = waiting;
    end();
    refuse(turn, {
      error: say("answer.failed"),
      remedy: say("answer.failed.remedy"),
    });
  }

  function stop() {
    if (!waiting) return;
    const turn = waiting;
    end();
    replace(turn.body, el("p", { class: "frame" }, say("answer.nothingKept")));
    box.focus();
    trigger(STOP, {});
  }

  function renew() {
    const busy = waiting;
    if (busy) end();
    turns.clear();
    replace(list);
    opening.hidden = false;
    newTalk.hidden = true;
    pane.scrollTop = 0;
    box.focus();
    announce(say("conversation.begun"));
    trigger(RENEW, {});
  }

  function undo(turn) {
    if (waiting) return;
    begin(turn, "searching");
    trigger(UNDO, { ticket: turn.ticket });
    box.focus();
  }

  /* One answer */

  function answer(turn, given) {
    const parts = [];
    if (given.read_as && given.read_as !== given.question) parts.push(readAs(turn, given));
    parts.push(given.status === "silent" ? silence(given) : composed(given));
    if (given.status !== "silent") {
      parts.push(
        el(
          "p",
          { class: "tools whole" },
          button(say("answer.copy"), (event) => copy(() => asText(given), event.currentTarget)),
          searched(given),
        ),
      );
    }
    return parts;
  }

  function readAs(turn, given) {
    return el(
      "p",
      { class: "read-as" },
      say("answer.readAs", { reading: el("span", { class: "reading" }, given.read_as) }),
      " ",
      button(say("answer.undo"), () => undo(turn), { class: "tool undo" }),
    );
  }

  function composed(given) {
    const parts = [];
    let entries = null;
    for (const segment of given.segments) {
      if (segment.kind === "field") {
        if (!entries) parts.push((entries = el("dl", { class: "fields" })));
        const field = given.fields[segment.n - 1];
        if (field) entries.append(...fieldEntry(field));
        continue;
      }
      entries = null;
      if (segment.kind === "quote") {
        const quote = given.quotes.find((one) => one.n === segment.n);
        if (quote) parts.push(quoteFigure(quote, given.quotes));
      } else parts.push(el("p", { class: "frame", lang: SERVER }, segment.text));
    }
    const told = new Set(given.segments.filter((one) => one.kind === "field").map((one) => one.n));
    const rest = given.fields.filter((field, at) => !told.has(at + 1));
    if (rest.length) {
      const said = given.quotes.map((quote) => quote.text);
      parts.push(el("dl", { class: "fields" }, rest.map((field) => fieldEntry(field, !field.raw || said.includes(field.raw)))));
    }
    return parts;
  }

  /** A catalogue field; its words are left out where a quote or a frame has said them. */
  function fieldEntry(field, quoted = false) {
    const recorded = field.presence === "recorded";
    const raw = field.raw || field.value || "";
    return [
      el("dt", {}, term("name", field.name)),
      el(
        "dd",
        {},
        recorded && !quoted ? el("span", { class: "archive" }, raw) : null,
        recorded || quoted ? null : el("span", { class: "none" }, term("presence", field.presence)),
        recorded && field.value && field.value !== raw ? el("span", { class: "usable" }, field.value) : null,
        el(
          "span",
          { class: "origin" },
          recorded
            ? say("field.origin", { origin: term("origin", field.origin), record: cardLink(field.record_id) })
            : say("field.see", { record: cardLink(field.record_id) }),
        ),
      ),
    ];
  }

  function cardLink(recordId) {
    return el(
      "a",
      {
        href: `?doc=${encodeURIComponent(recordId)}`,
        class: "plain-link card-link",
        on: {
          click(event) {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            room.open({ doc: recordId, p: 0, s: 0, e: 0, card: true, from: event.currentTarget });
          },
        },
      },
      say("field.record", { id: recordId }),
    );
  }

  function silence(given) {
    const frames = given.segments.filter((one) => one.kind === "frame").map((one) => one.text);
    // The answer's own first sentence is the heading, so that nothing is said twice.
    const said = /^(The archive [^.]*\bsilent\b[^.]*\.)\s*([^]*)$/.exec(frames[0] || "");
    if (said) frames[0] = said[2];
    return el(
      "div",
      { class: "silence" },
      said ? el("h3", { lang: SERVER }, said[1]) : el("h3", {}, say("silence.title")),
      frames.filter(Boolean).map((text) => el("p", { class: "frame", lang: SERVER }, text)),
      given.reasons.length ? el("ul", { class: "reasons", lang: SERVER }, given.reasons.map((one) => el("li", {}, sentence(one)))) : null,
      el("p", { class: "tools" }, searched(given)),
      given.nearest.length
        ? el(
            "details",
            { class: "nearest" },
            el("summary", {}, say("silence.nearest", { n: given.nearest.length })),
            el("ol", {}, given.nearest.map((near) => nearPassage(near, given.nearest))),
          )
        : null,
    );
  }

  function searched(given) {
    const held = given.searched || {};
    const words = [
      say("searched.held", {
        records: say("count.record", { n: held.records || 0 }),
        passages: say("count.passage", { n: held.passages || 0 }),
      }),
    ];
    for (const one of held.expansions || []) {
      const forms = between(one.forms.map((form) => el("bdi", {}, form)), say("list.join"));
      words.push(say("searched.also", { words: el("bdi", {}, one.words), forms: el("span", {}, forms) }));
    }
    const filters = Object.entries(held.filters || {}).map(([name, value]) => [term("filter", name), ` ${value}`]);
    if (filters.length) {
      words.push(say("searched.limited", { filters: el("span", {}, between(filters, say("list.join"))) }));
    }
    const said = say("searched.end", { words: el("span", {}, between(words, say("searched.join"))) });
    return el("span", { class: "searched" }, said, held.degraded ? [" ", el("span", { lang: SERVER }, held.degraded)] : null);
  }

  async function asText(given) {
    const lines = [given.question];
    if (given.read_as !== given.question) lines.push(String(say("answer.readAs", { reading: given.read_as })));
    for (const segment of given.segments) {
      if (segment.kind === "frame") lines.push(segment.text);
      else if (segment.kind === "quote") {
        const quote = given.quotes.find((one) => one.n === segment.n);
        if (quote) lines.push(await quoteWithCitation(quote));
      } else {
        const field = given.fields[segment.n - 1];
        if (field) lines.push(String(say("field.line", { name: term("name", field.name), value: field.raw || term("presence", field.presence) })));
      }
    }
    if (!given.quotes.length && given.fields.length && given.fields[0].record_id) {
      lines.push(await citation(given.fields[0].record_id, null, null));
    }
    return lines.join("\n\n");
  }

  /* The question box */

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

  function skip(event) {
    event.preventDefault();
    box.focus();
  }
}

/** A sentence of ours, or one of the server's, which is English. */
const told = (words) => el("p", { lang: typeof words === "string" ? SERVER : null }, words);

const between = (parts, separator) => parts.flatMap((part, at) => (at ? [separator, part] : [part]));

const sentence = (text) => capital(text) + (/[.!?]$/.test(text) ? "" : ".");
