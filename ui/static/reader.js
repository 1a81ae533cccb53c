/* The source reader: the whole document, with the words that were quoted marked in it. */

import { dayOf, drawDocument } from "./document.js";
import { announce, button, copy, el, fetchJson, narrow, refusalWords, replace } from "./dom.js";
import { drawShelf } from "./holdings.js";
import { foldPanels, openPanel } from "./panel.js";
import { printDocument } from "./printing.js";
import { styleChooser } from "./quotes.js";
import { citation, placeLink, placeOf, placeQuery, readPlace, room } from "./room.js";
import { locate, overlap } from "./spans.js";
import { surroundings } from "./volume.js";
import { onLanguage, say, titled } from "./words.js";

export function mount({ element }) {
  const root = element.querySelector(".room-reader") || element;
  if (root.dataset.drawn) return;
  root.dataset.drawn = "yes";
  const title = "Dragoman";
  let open = null; // the place that is open
  let drawn = null; // the document that is drawn: {json, blocks, top}
  let opener = null; // where the focus goes back to
  let depth = 0; // how many entries of the history, up to here, are ours
  const trail = []; // the place at each depth, with the quotes it was opened among
  let request = 0;

  const shelf = el("section", { class: "shelf", "aria-labelledby": "shelf-title" });
  const page = el("div", { class: "page" });
  const note = el("p", { class: "mismatch", role: "alert" });
  note.hidden = true;
  const back = button(say("reader.back"), close, { class: "tool back" });
  const where = el("span", { class: "where" });
  const citations = stepper("reader.steps", "reader.previousCitation", "reader.nextCitation");
  const matches = stepper("reader.matches", "find.previous", "find.next");
  const copyCitation = button(say("quote.copyCitation"), (event) =>
    copy(() => citation(open.doc, open.p || null, open.quote && open.quote.citation), event.currentTarget),
  );
  const copyLink = button(say("quote.copyLink"), (event) => copy(() => placeLink(open), event.currentTarget));
  const print = button(say("document.print"), printDocument);
  const only = button(say("reader.ask"), askOnly);
  // One button that goes to the paragraph whose number was pressed.
  const copyParagraph = button(say("quote.copyLink"), (event) => copy(() => placeLink(open), event.currentTarget), {
    class: "tool copy-paragraph",
  });
  let chooser = null;
  const bar = el("div", { class: "reader-bar" });
  const head = el("div", { class: "reader-head" }, bar, note);
  const pane = el("div", { class: "pane", tabindex: "-1" }, head, page);
  const sheet = el("section", { class: "reader", "aria-label": say("reader.region") }, shelf, pane);
  replace(root, sheet);
  pane.hidden = true;

  room.on("open", (place) => show(place, "push"));
  room.on("step", (by) => (open && (open.matches || open.list.length) ? turn(by) : begin(by)));
  document.addEventListener("keydown", escape);
  window.addEventListener("popstate", (event) => {
    depth = (event.state && event.state.depth) || 0;
    const place = readPlace(window.location.search);
    const kept = trail[depth];
    if (place) show(kept && placeQuery(kept) === placeQuery(place) ? kept : place, null);
    else if (open) leave();
  });
  window.matchMedia("(max-width: 767.98px)").addEventListener("change", shape);
  stock();
  room.on("changed", renew);
  onLanguage(stock);
  const linked = readPlace(window.location.search);
  if (linked) show(linked, null);

  /** Two buttons that go from one to the next of what is called `label`. */
  function stepper(label, before, after) {
    const [previous, next] = [[before, "previous", "‹", -1], [after, "next", "›", 1]].map(([name, word, sign, by]) => {
      const made = button("", () => turn(by), { "aria-label": say(name), "aria-keyshortcuts": by > 0 ? "Alt+N" : "Alt+P" });
      made.append(el("span", { class: "wide" }, say(`reader.${word}`)), el("span", { class: "slim", "aria-hidden": "true" }, sign));
      return made;
    });
    const node = el("span", { class: "steps", role: "group", "aria-label": say(label) });
    return {
      node,
      /** Show that the one numbered `at`, from 0, is open of `n`; before the first at is -1. */
      show(at, n) {
        replace(where, at < 0 ? say("reader.matchCount", { n }) : say("reader.where", { at: at + 1, n }));
        replace(node, previous, where, next);
        previous.disabled = at <= 0;
        next.disabled = at === n - 1;
      },
    };
  }

  /** List what the archive holds, while no document is open. */
  async function stock() {
    const total = await drawShelf(shelf, (place) => show(place, "push"));
    only.hidden = total < 2; // the only document is asked in any case
  }

  /** Open a place: fetch its document, draw it, mark its words, bring them into view.
   *  `entry` says what happens to the history: "push", "replace" or nothing (null); `quiet`
   *  leaves the focus where it is. */
  async function show(place, entry, quiet = false) {
    const turn = (request += 1);
    if (place.from) opener = place.from;
    if (entry === "push") depth += 1;
    if (entry) window.history[`${entry}State`]({ depth }, "", placeQuery(place));
    open = { list: [], ...place };
    trail[depth] = open;
    shelf.hidden = true;
    pane.hidden = false;
    sheet.classList.add("open");
    shape();
    tell("");
    replace(back, say(["library", "search"].includes(openPanel()) ? `reader.back.${openPanel()}` : "reader.back"));
    try {
      if (!drawn || drawn.json.record_id !== open.doc) {
        forget(); // it is on the page no more, also for who goes back to it before the other comes
        replace(page, el("p", { class: "waiting" }, say("reader.fetching")));
        const json = await fetchJson(`api/records/${encodeURIComponent(open.doc)}`);
        if (turn !== request) return;
        drawn = drawDocument(json, (there) => show(there, "replace"));
        replace(page, drawn.node);
        if (!drawn.volume.hidden) surroundings(drawn.volume, open.doc, (there) => show(there, "push"));
      }
      if (open.bad) open.quote = { unfound: true };
      else if (!open.quote && open.e > open.s) open.quote = await linkedQuote(open);
      if (turn !== request) return;
      if (open.quote && !open.quote.unfound) open.h = open.quote.sha256;
    } catch (failure) {
      if (turn === request) missing(failure, quiet);
      return;
    }
    document.title = String(say("reader.window", { document: drawn.json.title }));
    room.reading(open.quote);
    tools();
    mark(quiet);
  }

  /** Put the document away that is drawn. */
  function forget() {
    if (drawn && drawn.find) drawn.find.clear();
    drawn = null;
  }

  /** Records came or went: one that is not as it was drawn is fetched again. */
  async function renew() {
    stock();
    const place = open;
    if (!place) return forget();
    const now = await fetchJson(`api/records/${encodeURIComponent(place.doc)}`).catch(() => null);
    if (place !== open || (now && drawn && JSON.stringify(now) === JSON.stringify(drawn.json))) return;
    forget();
    show(place, null, true);
  }

  /** The words at a link's offsets; refused when the link remembers other words. */
  async function linkedQuote(place) {
    const found = await fetchJson(
      `api/records/${encodeURIComponent(place.doc)}/place?start=${place.s}&end=${place.e}`,
    ).catch((failure) => {
      if (failure.status === 404 || failure.status === 422) return null;
      throw failure;
    });
    if (!found || (place.h && !found.sha256.startsWith(place.h))) return { unfound: true };
    return found;
  }

  function missing(failure, quiet) {
    forget();
    room.reading(null);
    const unknown = failure.status === 404;
    const gone = quiet || open.list.length || open.matches; // its words were shown before
    replace(
      page,
      el(
        "div",
        { class: "refusal" },
        el("h2", { tabindex: "-1" }, say(unknown ? (gone ? "reader.gone" : "reader.unknown") : "reader.failed")),
        unknown ? refusalWords(failure, "p")[0] : refusalWords(failure, "p"),
        unknown ? el("p", {}, say("reader.unknown.remedy"), " ", button(say("opening.library"), toLibrary)) : null,
      ),
    );
    replace(bar, back);
    if (!quiet) page.querySelector("h2").focus({ preventScroll: true });
  }

  function toLibrary() {
    const show = () => openPanel() === "library" || document.querySelector(".open-library").click();
    if (!narrow()) show();
    else {
      if (depth > 0) window.addEventListener("popstate", show, { once: true });
      const left = depth === 0;
      close();
      if (left) show();
    }
  }

  function tools() {
    chooser ||= styleChooser("style-in-reader");
    let steps = null;
    if (open.matches) {
      const { at, spans } = open.matches;
      if (spans.length) (steps = matches).show(at, spans.length);
    } else if (open.list.length > 1 && open.index >= 0) {
      (steps = citations).show(open.index, open.list.length);
    }
    replace(
      bar,
      back,
      steps ? steps.node : null,
      el("span", { class: "bar-tools" }, only, copyCitation, copyLink, print, chooser),
      drawn.find ? drawn.find.node : null,
    );
  }

  /** Mark the open quote and, lightly, the others its answer cites from this document. */
  function mark(quiet) {
    const quote = open.quote && !open.quote.unfound ? open.quote : null;
    const here = quote ? locate(drawn.blocks, quote) : null;
    layer(here, quote);
    if (drawn.find) drawn.find.refresh();
    copyParagraph.remove();
    if (open.quote && !here) tell(say(open.bad ? "reader.badLink" : "reader.mismatch"));
    if (here) place(here);
    const now = open.matches && open.matches.at >= 0;
    const target = page.querySelector(now ? "mark.now" : "mark.quoted");
    if (target) {
      const card = target.closest("details");
      if (card) card.open = true;
      target.tabIndex = -1;
      settle(target, quiet ? null : target);
      if (now) announce(where.textContent);
      else announce(open.p ? say("reader.markedIn", { p: open.p }) : say("reader.marked"));
    } else if (open.p) {
      const paragraph = page.querySelector(`[data-paragraph="${Number(open.p)}"]`);
      if (paragraph) {
        paragraph.querySelector(".margin").append(copyParagraph);
        settle(paragraph, quiet ? null : paragraph.querySelector("a"));
      } else tell(say("reader.noParagraph", { p: open.p }));
    } else {
      if (open.card) drawn.card.open = true;
      pane.scrollTop = 0;
      if (!quiet) drawn.top.focus({ preventScroll: true });
    }
  }

  /** Draw every block with what is marked in it; `here` is where the open quote stands. */
  function layer(here, quote) {
    const stands = (one) => one !== quote && one.record_id === open.doc && locate(drawn.blocks, one);
    const others = open.list.filter(stands);
    const matched = open.matches ? open.matches.spans.filter(stands) : [];
    for (const block of drawn.blocks) {
      const layers = [];
      const mine = here && here.find((part) => part.block === block);
      for (const match of matched) {
        const part = overlap(block, match);
        if (!part) continue;
        const quoted = mine && part.start >= mine.start && part.end <= mine.end ? "quoted " : "";
        const now = open.matches.spans[open.matches.at] === match ? " now" : "";
        layers.push({ ...part, kind: `${quoted}matched${now}` });
      }
      if (mine) layers.push({ start: mine.start, end: mine.end, kind: matched.length ? "quoted passage" : "quoted" });
      for (const other of others) {
        const part = overlap(block, other);
        if (part) layers.push({ ...part, kind: "also" });
      }
      block.draw(layers);
    }
  }

  /** The paragraph is the one the words stand in, whatever the link says. */
  function place(here) {
    const p = here.map((part) => part.block.paragraph).find(Boolean) || 0;
    if (p === (open.p || 0)) return;
    open.p = p;
    window.history.replaceState(window.history.state, "", placeQuery(open));
  }

  /** Bring an element into view, its beginning if it is taller than the pane. In a long
   *  document the paragraphs around it get their true height only now, so that it is
   *  looked after for some frames, until it rests. */
  function settle(target, focus) {
    const turn = request;
    const bring = () => {
      const tall = target.getBoundingClientRect().height > pane.clientHeight * 0.6;
      target.scrollIntoView({ block: tall ? "start" : "center", behavior: "auto" });
    };
    bring();
    if (focus) focus.focus({ preventScroll: true });
    let at = target.getBoundingClientRect().top;
    let frames = 6;
    const look = () => {
      frames -= 1;
      const now = target.getBoundingClientRect().top;
      if (turn !== request || !target.isConnected) return;
      if (Math.abs(now - at) > 2) bring();
      at = target.getBoundingClientRect().top;
      if (frames > 0) requestAnimationFrame(look);
    };
    if (target.closest(".long")) requestAnimationFrame(look);
  }

  function turn(by) {
    if (open.matches) {
      const { spans, at } = open.matches;
      if (spans[at + by]) show({ ...open, matches: { spans, at: at + by } }, "replace");
      return;
    }
    const index = open.index + by;
    const quote = open.list[index];
    if (quote) show({ ...placeOf(quote), list: open.list, index, from: room.links.get(quote) }, "replace");
  }

  /** Open a citation of the answer that has the focus, else of the last one: its first, or going
   *  back its last. */
  function begin(by) {
    const answers = [...document.querySelectorAll(".turn")].filter((one) => one.querySelector(".cite"));
    const answer = answers.find((one) => one.contains(document.activeElement)) || answers.pop();
    const links = answer && answer.offsetParent ? [...answer.querySelectorAll(".cite")] : [];
    if (links.length) links[by > 0 ? 0 : links.length - 1].click();
  }

  /** Ask what follows of the open document alone: then "this document" is it. */
  function askOnly() {
    if (drawn) room.names.set(open.doc, titled(drawn.json.title, drawn.json.date && dayOf(drawn.json)));
    room.filters.set({ record: [open.doc] });
    opener = document.getElementById("question");
    foldPanels();
    if (narrow()) close();
    else giveBack();
  }

  function tell(text) {
    replace(note, text);
    note.hidden = !text;
  }

  /** On a narrow screen the reader is a sheet over the conversation. */
  function shape() {
    const over = narrow() && sheet.classList.contains("open");
    const conversation = document.querySelector(".room-transcript");
    if (conversation) conversation.inert = over;
    if (over) {
      sheet.setAttribute("role", "dialog");
      sheet.setAttribute("aria-modal", "true");
    } else {
      sheet.removeAttribute("role");
      sheet.removeAttribute("aria-modal");
    }
  }

  function close() {
    if (depth > 0) window.history.go(-depth);
    else {
      window.history.replaceState({}, "", window.location.pathname);
      leave();
    }
  }

  function leave() {
    request += 1;
    open = null;
    if (drawn && drawn.find) drawn.find.clear();
    room.reading(null);
    sheet.classList.remove("open");
    pane.hidden = true;
    shelf.hidden = false;
    document.title = title;
    shape();
    giveBack();
  }

  function giveBack() {
    const target = opener && opener.isConnected ? opener : document.getElementById("question");
    if (target) target.focus();
  }

  function escape(event) {
    if (event.key !== "Escape" || !open || event.defaultPrevented) return;
    if (!sheet.contains(document.activeElement) && !narrow()) return;
    event.preventDefault();
    if (narrow()) close();
    else giveBack();
  }
}
