/* What the archive holds, listed where documents are read while none is open. */

import { el, fetchJson, opens, refusalWords, replace } from "./dom.js";
import { placeQuery } from "./room.js";
import { dateWords, say } from "./words.js";

/** List the records in `shelf`, and return how many there are; `show(place)` opens one. */
export async function drawShelf(shelf, show) {
  try {
    const { rows, total } = await fetchJson("api/library?limit=30&bars=4");
    replace(
      shelf,
      el("h2", { id: "shelf-title" }, say("shelf.title")),
      rows.length ? null : el("p", {}, say("shelf.empty")),
      el("ul", {}, rows.map((record) => row(record, show))),
      total > rows.length ? el("p", { class: "more" }, say("shelf.more", { n: total - rows.length })) : null,
    );
    return total;
  } catch (failure) {
    replace(shelf, refusalWords(failure, "p"));
    return 0;
  }
}

function row(record, show) {
  return el(
    "li",
    {},
    el(
      "a",
      {
        href: placeQuery({ doc: record.record_id }),
        on: { click: (event) => opens(event, (from) => show({ doc: record.record_id, p: 0, s: 0, e: 0, from })) },
      },
      el("bdi", { class: "archive" }, record.title),
    ),
    el("p", { class: "meta" }, [dateWords(record.date), record.reference_code].filter(Boolean).join(" · ")),
  );
}
