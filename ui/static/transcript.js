/* The transcript: masthead, conversation, question box. */

import { announce, button, calm, copy, el, replace } from "./dom.js";
import { addTool, mastheadTools } from "./masthead.js";
import { nearPassage, quoteFigure, quoteWithCitation, styleChooser } from "./quotes.js";
import { citation, room } from "./room.js";
import { answerWords, capital, count, ORIGINS, PRESENCES, STYLE_NAMES } from "./words.js";

const STEPS = { opening: "Opening the archive…", searching: "Reading the archive…" };

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

  const holding = el("p", { class: "holding" });
  const newTalk = addTool(button("New conversation", renew, { class: "tool new-talk" }), 10);
  newTalk.hidden = true;
  const list = el("div", { class: "turns", id: "conversation" });
  const opening = el("section", { class: "opening", "aria-labelledby": "opening-title" });
  const box = el("textarea", {
    id: "question",
    rows: 1,
    placeholder: "People, dates, events",
    "aria-describedby": "question-note",
    enterkeyhint: "send",
    on: { input: grow, keydown: enter },
  });
  const note = el("p", { id: "question-note", class: "question-note" });
  const send = el("button", { type: "submit", class: "ask" }, "Ask");
  const halt = button("Stop", stop, { class: "ask stop" });
  halt.hidden = true;
  const form = el(
    "form",
    { class: "question", on: { submit } },
    el("label", { for: "question" }, "Ask the archive"),
    el("div", { class: "question-row" }, box, send, halt),
    note,
  );
  const pane = el("div", { class: "pane", tabindex: "-1" }, opening, list);

  replace(
    root,
    el("a", { class: "skip", href: "#question", on: { click: skip } }, "Skip to the question"),
    el(
      "header",
      { class: "masthead" },
      el("h1", {}, "Dragoman"),
      holding,
      mastheadTools(),
    ),
    el("section", { class: "conversation", "aria-label": "Conversation" }, pane, form),
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
    if (!chooser) chooser = addTool(styleChooser(STYLE_NAMES, "style-in-masthead"), 90);
    replace(
      opening,
      el("h2", { id: "opening-title" }, "Ask, and be answered in the archive’s own words."),
      el(
        "p",
        {},
        "Every answer is quoted letter for letter, with the reference for your footnote. Where the records do not answer, the archive is silent and Dragoman says so.",
      ),
      message.starters.length ? el("h3", {}, "To begin with") : null,
      el(
        "ul",
        { class: "starters" },
        message.starters.map((starter) =>
          el("li", {}, button(starter, () => ask(starter), { class: "starter" })),
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
      warn(`The question has ${length.toLocaleString("en-GB")} characters; the limit is ${longest.toLocaleString("en-GB")}. Ask in fewer words, or ask several questions.`);
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
    if (message.stopped) replace(turn.body, el("p", { class: "frame" }, "Stopped."));
    else if (message.error) refuse(turn, message);
    else {
      replace(turn.body, answer(turn, message.answer));
      announce(answerWords(message.answer));
    }
  }

  function refuse(turn, message) {
    replace(
      turn.body,
      el("div", { class: "refusal" }, el("p", {}, message.error), message.remedy ? el("p", {}, message.remedy) : null),
    );
    announce(message.error);
  }

  function failed() {
    if (!waiting) return;
    const turn = waiting;
    end();
    refuse(turn, {
      error: "Something went wrong while this was being answered.",
      remedy: "The archive is unharmed; the window Dragoman was started from says more. Ask again.",
    });
  }

  function stop() {
    if (!waiting) return;
    const turn = waiting;
    end();
    replace(turn.body, el("p", { class: "frame" }, "Stopped. Nothing was kept of this question."));
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
    announce("New conversation.");
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
          button("Copy whole answer", (event) => copy(() => asText(given), event.currentTarget)),
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
      "Read as: ",
      el("span", { class: "reading" }, given.read_as),
      " ",
      button("Read it as typed", () => undo(turn), { class: "tool undo" }),
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
      } else parts.push(el("p", { class: "frame" }, segment.text));
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
      el("dt", {}, capital(field.name)),
      el(
        "dd",
        {},
        recorded && !quoted ? el("span", { class: "archive" }, raw) : null,
        recorded || quoted ? null : el("span", { class: "none" }, PRESENCES[field.presence]),
        recorded && field.value && field.value !== raw ? el("span", { class: "usable" }, field.value) : null,
        el(
          "span",
          { class: "origin" },
          recorded ? `${capital(ORIGINS[field.origin] || field.origin)}, ` : "See ",
          cardLink(field.record_id),
          ".",
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
      `record ${recordId}`,
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
      el("h3", {}, said ? said[1] : "The archive is silent."),
      frames.filter(Boolean).map((text) => el("p", { class: "frame" }, text)),
      given.reasons.length ? el("ul", { class: "reasons" }, given.reasons.map((one) => el("li", {}, sentence(one)))) : null,
      el("p", { class: "tools" }, searched(given)),
      given.nearest.length
        ? el(
            "details",
            { class: "nearest" },
            el("summary", {}, `Nearest passages (${given.nearest.length}). Not answers.`),
            el("ol", {}, given.nearest.map((near) => nearPassage(near, given.nearest))),
          )
        : null,
    );
  }

  function searched(given) {
    const held = given.searched || {};
    const words = [`Searched ${count(held.records || 0, "record")}, ${count(held.passages || 0, "passage")}`];
    for (const one of held.expansions || []) words.push(`“${one.words}” also as ${one.forms.join(", ")}`);
    const filters = Object.entries(held.filters || {}).map(([name, value]) => `${name} ${value}`);
    if (filters.length) words.push(`limited to ${filters.join(", ")}`);
    const said = `${words.join("; ")}.`;
    return el("span", { class: "searched" }, held.degraded ? `${said} ${held.degraded}` : said);
  }

  async function asText(given) {
    const lines = [given.question];
    if (given.read_as !== given.question) lines.push(`Read as: ${given.read_as}`);
    for (const segment of given.segments) {
      if (segment.kind === "frame") lines.push(segment.text);
      else if (segment.kind === "quote") {
        const quote = given.quotes.find((one) => one.n === segment.n);
        if (quote) lines.push(await quoteWithCitation(quote));
      } else {
        const field = given.fields[segment.n - 1];
        if (field) lines.push(`${capital(field.name)}: ${field.raw || PRESENCES[field.presence] || ""}`);
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
    if (left < 0) warn(`${(-left).toLocaleString("en-GB")} characters too many; the limit is ${longest.toLocaleString("en-GB")}.`);
    else warn(left < 400 ? `${left} characters left.` : "");
  }

  function warn(text) {
    note.textContent = text;
    note.classList.toggle("over", text.includes("limit"));
  }

  function skip(event) {
    event.preventDefault();
    box.focus();
  }
}

const sentence = (text) => capital(text) + (/[.!?]$/.test(text) ? "" : ".");
