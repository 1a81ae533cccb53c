/* A record in the library's list: what it is called, and its removal. */

import { announce, button, el, opens, refusalWords, replace } from "./dom.js";
import { send } from "./panel.js";
import { placeQuery, room } from "./room.js";
import { refusal } from "./told.js";
import { dateWords, say } from "./words.js";

/** Draw one. `remove(request)` follows the work that a removal begins, and is null for whoever may
 *  not remove; `removed(next)` is called after it with the id of the record beside it, if any. */
export function recordRow(record, { remove, removed }) {
  const place = { doc: record.record_id, p: 0, s: 0, e: 0 };
  const link = el(
    "a",
    {
      href: placeQuery({ doc: record.record_id }),
      class: "archive record-title",
      on: { click: (event) => opens(event, (from) => room.open({ ...place, from })) },
    },
    el("bdi", {}, record.title),
  );
  const tools = el("p", { class: "tools" });
  const item = el(
    "li",
    { class: "record", "data-record": record.record_id },
    link,
    el("p", { class: "meta" }, [dateWords(record.date), record.reference_code, record.collection[0]].filter(Boolean).join(" · ")),
    record.sound ? null : el("p", { class: "damaged" }, say("library.damaged")),
    record.searchable ? null : el("p", { class: "damaged" }, say("library.unsearchable")),
    tools,
  );
  const card = button(say("document.card"), (event) => room.open({ ...place, card: true, from: event.currentTarget }), {
    "aria-label": say("library.cardOf", { title: record.title }),
  });
  tools.append(card);
  if (!remove) return item;
  const opener = button(say("library.remove"), () => confirm(record, item, tools, opener, { remove, removed }), {
    "aria-label": say("library.removeOf", { title: record.title }),
  });
  tools.append(opener);
  return item;
}

/** Ask, in the page, before a record is taken out. */
function confirm(record, item, tools, opener, { remove, removed }) {
  const keep = button(say("library.keep"), drop);
  const go = button(say("library.removeNow"), doIt, { class: "ask danger" });
  const box = el(
    "div",
    {
      class: "confirm",
      role: "group",
      "aria-label": say("library.removeOf", { title: record.title }),
      on: {
        keydown(event) {
          if (event.key !== "Escape") return;
          event.preventDefault();
          drop();
        },
      },
    },
    el("p", {}, say("library.removeAsk")),
    el("p", { class: "tools" }, go, keep),
  );
  tools.hidden = true;
  item.append(box);
  keep.focus();

  function drop() {
    box.remove();
    tools.hidden = false;
    opener.focus();
  }

  async function doIt() {
    const note = el("p", { class: "waiting" }, say("library.removing"));
    replace(box, note);
    const next = item.nextElementSibling || item.previousElementSibling;
    try {
      const job = await remove(send("DELETE", `api/records/${encodeURIComponent(record.record_id)}`));
      if (job.error) throw refusal(0, job);
      announce(say("library.removed", { title: record.title }));
      await removed(next ? next.dataset.record : "");
    } catch (failure) {
      replace(
        box,
        el("p", { role: "alert" }, refusalWords(failure)),
        el("p", { class: "tools" }, button(say("panel.close"), drop)),
      );
      box.querySelector("button").focus();
    }
  }
}
