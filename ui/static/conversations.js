/* The stored conversations: a panel in which they are found, opened, renamed, exported and
   deleted. The words stay with the server; the page asks for what it shows. */

import { button, el, refusalWords, replace } from "./dom.js";
import { panel } from "./panel.js";
import { room } from "./room.js";
import { browserShelf, serverShelf } from "./shelf.js";
import { language, onLanguage, say } from "./words.js";

const FORMATS = ["md", "html", "docx", "json"];
/** Styles that are files of their own, which a document's notes cannot be written in. */
const EXCHANGE = ["bibtex", "biblatex", "ris", "csl-json"];
const PAGE = 100;
const TYPING = 250; // milliseconds of rest before words are searched for

/** Make the panel. `current()` is the id of the conversation shown, `open(id)` shows another,
 *  `deleted(id)` is called after one was deleted. */
export function conversations({ current, open, deleted }) {
  let mode = "off";
  let rows = [];
  let shown = PAGE;
  let turn = 0;
  let pause = 0;
  const words = el("input", {
    id: "talks-words",
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "500",
    on: { input: later },
  });
  const search = el(
    "form",
    { class: "talks-search", role: "search", on: { submit: (event) => { event.preventDefault(); list(); } } },
    el("label", { for: words.id }, say("talks.search")),
    words,
  );
  const kept = el("p", { class: "talks-kept" });
  const status = el("p", { class: "talks-status", role: "status" });
  const problem = el("p", { class: "talks-problem", role: "alert" });
  const items = el("ul", { class: "talks" });
  const stock = panel({
    name: "talks",
    title: say("talks.title"),
    label: say("talks.title"),
    order: 20,
    open: () => {
      words.value = "";
      replace(status);
      list();
    },
  });
  const more = button(say("talks.more"), () => {
    const first = shown;
    shown += PAGE;
    draw();
    items.children[first].querySelector(".talk-open").focus();
  });
  replace(stock.body, kept, search, status, problem, items, more);
  onLanguage(draw);

  const shelf = () => (mode === "browser" ? browserShelf : serverShelf);

  async function list() {
    const mine = (turn += 1);
    tell(null);
    const query = words.value.trim();
    try {
      const found = await shelf().list(query);
      if (mine !== turn) return;
      rows = found;
      shown = PAGE;
      draw();
      const whole = query && !rows.length && mode === "archive"; // only that server goes by words
      replace(status, say(whole ? "talks.none" : query ? "talks.found" : "talks.count", { n: rows.length }));
    } catch (failure) {
      if (mine !== turn) return;
      rows = [];
      draw();
      replace(status);
      if (mode === "archive") tell(failure);
    }
  }

  function later() {
    window.clearTimeout(pause);
    pause = window.setTimeout(list, TYPING);
  }

  function tell(failure) {
    replace(problem, failure ? refusalWords(failure) : "");
  }

  function draw() {
    replace(kept, mode === "archive" ? null : say(mode === "browser" ? "talks.inBrowser" : "talks.notKept"));
    search.hidden = !rows.length && !words.value;
    replace(items, rows.slice(0, shown).map(item));
    more.hidden = rows.length <= shown;
  }

  /* One conversation */

  function item(row) {
    const title = button(row.title, () => show(row), { class: "tool talk-open", lang: "", dir: "auto" });
    if (row.id === current()) title.setAttribute("aria-current", "true");
    const tools = el("p", { class: "tools talk-tools" });
    const node = el(
      "li",
      { class: "talk" },
      title,
      el(
        "p",
        { class: "talk-meta" },
        el("time", { datetime: row.updated }, moment(row.updated)),
        " · ",
        say("talks.questions", { n: row.turns }),
        row.id === current() ? [" · ", say("talks.open")] : null,
      ),
      tools,
    );
    const named = (key) => ({ "aria-label": say(key, { title: row.title }) });
    const renaming = button(say("talks.rename"), () => rename(row, node, title), named("talks.renameThis"));
    const deleting = button(say("talks.delete"), () => confirm(row, node, deleting), named("talks.deleteThis"));
    replace(tools, renaming, deleting, exporting(row));
    return node;
  }

  async function show(row) {
    stock.close(false);
    await open(row.id);
  }

  function exporting(row) {
    return el(
      "span",
      { class: "talk-export", role: "group", "aria-label": say("talks.exportThis", { title: row.title }) },
      el("span", { "aria-hidden": "true" }, say("talks.export")),
      FORMATS.map((kind) =>
        button(say(`talks.format.${kind}`), () => download(row, kind), {
          "aria-label": say("talks.exportAs", { title: row.title, format: say(`talks.format.${kind}`) }),
        }),
      ),
    );
  }

  /** Fetch the file and hand it to the browser; a refusal is told in words. */
  async function download(row, kind) {
    tell(null);
    const options = { format: kind };
    if (!EXCHANGE.includes(room.style)) options.style = room.style;
    try {
      const answer = await shelf().exported(row.id, options);
      const address = URL.createObjectURL(await answer.blob());
      const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") || "");
      const link = el("a", { href: address, download: name ? decodeURIComponent(name[1]) : `conversation.${kind}` });
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
      replace(status, say("talks.exported", { title: row.title }));
    } catch (failure) {
      tell(failure);
    }
  }

  function rename(row, node, title) {
    const input = el("input", { type: "text", class: "talk-title", maxlength: "80", "aria-label": say("talks.newTitle") });
    input.value = row.title;
    const back = () => {
      editing.replaceWith(title);
      title.focus();
    };
    const editing = el(
      "form",
      {
        class: "talk-renaming",
        on: {
          submit: (event) => {
            event.preventDefault();
            save();
          },
          keydown: (event) => leave(event, back),
        },
      },
      input,
      el("button", { type: "submit", class: "tool" }, say("talks.save")),
      button(say("talks.cancel"), back),
    );
    if (!title.isConnected) return;
    title.replaceWith(editing);
    input.focus();
    input.select();

    async function save() {
      tell(null);
      try {
        row.title = await shelf().rename(row.id, input.value);
        const fresh = item(row);
        node.replaceWith(fresh);
        fresh.querySelector(".talk-open").focus();
        replace(status, say("talks.renamed", { title: row.title }));
      } catch (failure) {
        tell(failure);
        input.focus();
      }
    }
  }

  /** Ask in the row itself whether it may go; nothing brings it back. */
  function confirm(row, node, opener) {
    if (node.querySelector(".talk-confirm")) return;
    const back = () => {
      asked.remove();
      opener.focus();
    };
    const keep = button(say("talks.keep"), back);
    const asked = el(
      "div",
      { class: "talk-confirm", role: "group", "aria-label": say("talks.deleteThis", { title: row.title }), on: { keydown: (event) => leave(event, back) } },
      el("p", {}, say("talks.sure")),
      button(say("talks.deleteNow"), () => remove(row, node), { class: "tool talk-delete" }),
      keep,
    );
    node.append(asked);
    keep.focus();
  }

  async function remove(row, node) {
    tell(null);
    try {
      await shelf().remove(row.id);
    } catch (failure) {
      if (failure.status !== 404) {
        tell(failure);
        return;
      }
    }
    const next = node.nextElementSibling || node.previousElementSibling;
    rows = rows.filter((one) => one !== row);
    node.remove();
    deleted(row.id);
    replace(status, say("talks.deleted", { title: row.title }));
    const target = next ? next.querySelector(".talk-open") : stock.heading;
    if (target) target.focus();
    if (!rows.length && !words.value) search.hidden = true;
  }

  /** Escape leaves what was begun in a row, and not the panel. */
  function leave(event, back) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    back();
  }

  return {
    /** Say where conversations are kept: "archive", "browser" or "off". */
    keeps(where) {
      mode = where;
      draw();
    },
  };
}

function moment(iso) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const place = language() === "en" ? "en-GB" : "zh-Hans-CN";
  return time.toLocaleString(place, { dateStyle: "long", timeStyle: "short" });
}
