/* The transcript: masthead, conversation, question box. */

import { conversations } from "./conversations.js";
import { announce, button, calm, el, replace } from "./dom.js";
import { filterBar } from "./filters.js";
import { keepingLine } from "./keeping.js";
import { addTool, holding, mastheadTools, tellHolding } from "./masthead.js";
import { send } from "./panel.js";
import { openingOf } from "./opening.js";
import { answered } from "./pending.js";
import { questionBox } from "./questionbox.js";
import { languageChooser, styleChooser } from "./quotes.js";
import { room } from "./room.js";
import { browserShelf, newName, serverShelf } from "./shelf.js";
import { tab } from "./tab.js";
import { reasons } from "./told.js";
import { drawGiven, drawRefusal, drawStopped, drawWaiting, newTurn } from "./turn.js";
import { answerWords, say } from "./words.js";

export function mount({ element, props, trigger, watch, events }) {
  const [ASK, UNDO, STOP, RENEW] = events;
  const root = element.querySelector(".room-transcript") || element;
  if (root.dataset.drawn) return;
  root.dataset.drawn = "yes";
  const turns = new Map(); // ticket -> {ticket, article, body, question, given, remarks}
  let talk = ""; // id of the conversation, as the server last named it
  let stored = ""; // the same while it is stored, so that it can be fetched again
  let last = 0;
  let waiting = null;
  let ready = true; // whether the models were loaded when the page was
  let restoring = null; // while a conversation is fetched and drawn
  let recalls = 0; // the last of them: what was overtaken by it, or by a new one, draws nothing
  let mode = "off"; // where conversations are kept: "archive", "browser" or "off"
  let welcomed = 0; // the first welcome does not know yet where they are kept
  let settled = () => {}; // called when what is waited for is over
  let narrowed = null; // the filters that the question waited for was asked with
  let chooser = null;

  const newTalk = addTool(button(say("conversation.new"), renew, { class: "tool new-talk" }), 10);
  newTalk.hidden = true;
  const keeping = keepingLine();
  const list = el("div", { class: "turns", id: "conversation" });
  const opening = openingOf(ask);
  const box = questionBox({ ask, stop });
  const filters = filterBar({ changed: keepFilters });
  room.filters = {
    get value() {
      return filters.value;
    },
    set(value) {
      filters.set(value);
      keepFilters(value);
    },
  };
  const pane = el("div", { class: "pane", tabindex: "-1" }, opening.node, keeping.node, list);
  const stock = conversations({ current: () => stored, open: recall, deleted });

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
    el(
      "section",
      { class: "conversation", "aria-label": say("conversation.region") },
      pane,
      filters.node,
      box.form,
    ),
    el("p", { id: "announcements", class: "unseen", role: "status" }),
  );
  watch("value", () => receive(props.value));
  receive(props.value);
  const unanswered = tab.pending;
  if (tab.talk) recall(tab.talk, true).then((drawn) => drawn && unanswered && stored && takeUp(unanswered));
  else {
    filters.set(tab.filters);
    if (unanswered) takeUp(unanswered);
  }

  function receive(message) {
    if (!message) return;
    if (message.starters) welcome(message);
    else if (message.failed) failed();
    else if (turns.has(message.ticket)) take(turns.get(message.ticket), message);
  }

  function welcome(message) {
    room.styles = message.styles;
    box.longest = message.longest;
    tellHolding(message.holding);
    mode = message.conversations;
    ready = message.ready;
    welcomed += 1;
    stock.keeps(mode);
    if (!chooser) {
      addTool(languageChooser("language"), 80);
      chooser = addTool(styleChooser("style-in-masthead"), 90);
    }
    opening.draw(message);
  }

  /* Asking */

  function ask(question) {
    if (restoring) {
      restoring.then((drawn) => drawn && ask(question)); // else it stays in the box
      return;
    }
    const text = question.trim();
    if (box.refuses(text) || !text || waiting) return;
    box.clear();
    const turn = addTurn(text);
    turn.filters = filters.value;
    put(turn);
    turn.heading.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }

  /** Draw a turn without its answer. */
  function addTurn(text) {
    last += 1;
    const turn = newTurn(last, text);
    turns.set(last, turn);
    for (const stale of list.querySelectorAll(":is(.undo, .retry, .unfiltered, .as-likely)")) stale.remove();
    opening.node.hidden = true;
    newTalk.hidden = false;
    list.append(turn.article);
    return turn;
  }

  function put(turn) {
    begin(turn, true);
    narrowed = turn.filters;
    const { question, ticket, raw } = turn;
    tab.pending = { question, turns: given(), at: Date.now() };
    trigger(ASK, { question, ticket, raw, filters: narrowed, conversation: talk });
  }

  function given() {
    return [...turns.values()].filter((one) => one.given).length;
  }

  function begin(turn, stoppable) {
    waiting = turn;
    box.wait(stoppable);
    drawWaiting(turn, say(ready ? "answer.searching" : "answer.opening"));
  }

  function end() {
    if (waiting) waiting.body.removeAttribute("aria-busy");
    waiting = null;
    tab.pending = null;
    box.rest();
  }

  function take(turn, message) {
    if (waiting !== turn) return; // stopped meanwhile
    end();
    ready = true;
    if (message.stopped) drawStopped(turn, say("answer.stopped"), () => again(turn));
    else if (message.error) refuse(turn, message);
    else {
      turn.given = message.answer;
      turn.remarks = [];
      draw(turn);
      const silence = turn.body.querySelector(".silence h3");
      if (!restoring) announce(silence ? silence.textContent : answerWords(message.answer));
      follow(turn, message.conversation);
    }
    settled();
  }

  function draw(turn) {
    drawGiven(turn, { undo: () => reread(turn), otherwise: () => reread(turn, true), unfiltered: () => widen(turn) });
  }

  /** Nothing was answered: say why, keep what was answered before, offer to ask again. */
  function refuse(turn, message) {
    if (turn.given) draw(turn);
    drawRefusal(turn, message, () => again(turn));
    announce(reasons(message)[0]);
  }

  /** Wait for the answer to a question that was asked before the page was loaded; one that does
   *  not come is put back into the box. */
  async function takeUp(pending) {
    if (waiting) return;
    if (given() > pending.turns) {
      tab.pending = null; // it was kept before the page asked
      return;
    }
    if (browserShelf.has(stored)) {
      ask(pending.question);
      return;
    }
    const turn = addTurn(pending.question);
    begin(turn, false);
    tab.pending = pending; // for another reload
    const id = await answered(pending, stored, () => waiting !== turn || (welcomed > 1 && mode !== "archive"));
    if (waiting !== turn) return;
    end();
    if (id) {
      recall(id, true);
      return;
    }
    turns.delete(turn.ticket);
    turn.article.remove();
    if (!turns.size) wipe();
    box.put(pending.question);
    keeping.say(say("conversation.unanswered"));
  }

  function again(turn) {
    if (waiting) return;
    turns.delete(turn.ticket); // under its number it may be stopped for good
    last += 1;
    turn.ticket = last;
    turns.set(last, turn);
    turn.filters = filters.value;
    put(turn);
    box.focus();
  }

  function failed() {
    if (!waiting) return;
    const turn = waiting;
    end();
    refuse(turn, {
      error: say("answer.failed"),
      remedy: say("answer.failed.remedy"),
    });
    settled();
  }

  function stop() {
    if (!waiting) return;
    const turn = waiting;
    end();
    drawStopped(turn, say("answer.nothingKept"), () => again(turn));
    box.focus();
    trigger(STOP, { ticket: turn.ticket });
    settled();
  }

  function reread(turn, otherwise = false) {
    if (waiting) return;
    turn.raw = !otherwise || turn.given.also_read_as === turn.question;
    begin(turn, false);
    trigger(UNDO, { ticket: turn.ticket, otherwise, conversation: talk });
    box.focus();
  }

  /** Ask a question again that the filters left without an answer. */
  function widen(turn) {
    if (waiting) return;
    filters.clear();
    ask(turn.question);
    box.focus();
  }

  /* The conversation */

  /** Go by what the server says of the conversation, which may have gone on elsewhere. */
  function follow(turn, told) {
    const count = given();
    const before = talk;
    remember(told);
    keeping.notices(told);
    if (told.turns > count) {
      if (stored) recall(stored, false, say("conversation.wentOn"));
    } else if (told.turns < count) {
      turn.article.before(el("p", { class: "parting" }, say("conversation.lost")));
    } else if (before && before !== told.id) {
      turn.article.before(el("p", { class: "parting" }, say("conversation.parted")));
    }
  }

  /** `kept` is where the conversation is: one that was fetched may come before `mode` is told. */
  function remember(told, kept = mode) {
    talk = told.id;
    if (restoring && kept !== "archive") return;
    if (kept === "browser") stored = keep(stored || newName());
    else stored = told.kept ? told.id : "";
    tab.talk = stored;
    if (narrowed && narrowed !== filters.value) keepFilters(filters.value); // changed meanwhile
    else filters.set(told.filters);
    narrowed = null;
    if (stored) tab.filters = {};
  }

  /** Let this browser keep the questions, under a name of its own. */
  function keep(name) {
    const asked = [...turns.values()].filter((one) => one.given);
    browserShelf.save({
      id: name,
      filters: filters.value,
      turns: asked.map((one) => ({ question: one.question, filters: one.filters, raw: one.raw })),
    });
    return name;
  }

  /** Show a stored conversation. `reload` says that the page has just been loaded. Resolves to
   *  whether it was the last that was to be shown. */
  function recall(id, reload = false, words = null) {
    const mine = (recalls += 1);
    const overtaken = () => mine !== recalls;
    if (waiting) stop();
    else if (!reload) putBack();
    const shelf = browserShelf.has(id) ? browserShelf : serverShelf;
    restoring = shelf
      .get(id)
      .then((whole) => {
        if (overtaken()) return null;
        if (!whole) return unknown(say("conversation.unknown"));
        if (shelf === browserShelf) return askAnew(whole, overtaken);
        wipe();
        for (const one of whole.turns) {
          const turn = addTurn(one.question);
          turn.given = one.answer;
          turn.remarks = one.remarks;
          draw(turn);
        }
        remember({ ...whole, kept: true }, "archive");
        keeping.notices(whole);
        const shown = [...turns.values()].pop();
        if (words) shown.article.before(el("p", { class: "parting" }, words));
        shown.heading.scrollIntoView({ block: "start" });
        if (!reload) shown.heading.focus({ preventScroll: true });
        announce(words || say("conversation.opened", { title: whole.title, n: whole.turns.length }));
        return null;
      })
      .catch((failure) => {
        if (overtaken()) return null;
        return failure.status === 401 || failure.status === 403 ? unknown() : unfetched(id, failure);
      })
      .then(() => {
        if (!overtaken()) restoring = null;
        return !overtaken();
      });
    return restoring;
  }

  /** Ask the questions that this browser kept; one that fails ends it, and nothing is lost. */
  async function askAnew(whole, overtaken) {
    vacate();
    tab.talk = whole.id;
    for (const one of whole.turns) {
      const turn = addTurn(one.question);
      turn.filters = one.filters || {};
      turn.raw = one.raw === true;
      const over = new Promise((resolve) => (settled = resolve));
      put(turn);
      await over;
      if (overtaken() || !turn.given) return;
    }
    stored = whole.id;
    filters.set(whole.filters || {});
    const shown = [...turns.values()].pop();
    shown.heading.scrollIntoView({ block: "start" });
    announce(say("conversation.opened", { title: whole.title, n: whole.turns.length }));
  }

  /** Nothing is there to be shown; the question that was waited for in it is put back into the box. */
  function unknown(...words) {
    const back = putBack();
    vacate();
    keeping.say(...words, ...(back ? [say("conversation.unanswered")] : []));
  }

  /** Put a question that was waited for before the page was loaded back into the box, if any was. */
  function putBack() {
    const unanswered = tab.pending;
    tab.pending = null;
    if (unanswered) box.put(unanswered.question);
    return Boolean(unanswered);
  }

  function unfetched(id, failure) {
    opening.node.hidden = true;
    keeping.unfetched(failure, () => recall(id));
  }

  function wipe() {
    turns.clear();
    replace(list);
    keeping.clear();
    opening.node.hidden = false;
    newTalk.hidden = true;
    pane.scrollTop = 0;
  }

  /** Begin anew without telling the server, which begins anew when it knows no conversation. */
  function begun() {
    recalls += 1;
    restoring = null;
    vacate();
    settled();
  }

  function vacate() {
    end();
    wipe();
    talk = "";
    stored = "";
    tab.talk = "";
    tab.filters = {};
    filters.set({});
  }

  function renew() {
    begun();
    box.focus();
    announce(say("conversation.begun"));
    trigger(RENEW, {});
  }

  function deleted(id) {
    if (id !== stored) return;
    begun();
    trigger(RENEW, {});
  }

  /** Keep the filters with the conversation; what is not stored yet takes them with a question. */
  function keepFilters(value) {
    if (!stored) tab.filters = value;
    else if (mode === "browser") keep(stored);
    else send("PUT", `api/conversations/${stored}/filters`, value).catch(() => (tab.filters = value));
  }

  function skip(event) {
    event.preventDefault();
    box.focus();
  }
}
