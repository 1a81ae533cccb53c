/* The documents before and after this one in its volume. */

import { el, fetchJson, opens, replace } from "./dom.js";
import { placeQuery } from "./room.js";
import { dayWords, say, titled } from "./words.js";

/** Name them in `line`, should the document be of a volume; `show(place)` opens one. */
export async function surroundings(line, recordId, show) {
  const around = await fetchJson(`api/records/${encodeURIComponent(recordId)}/context`).catch(() => null);
  if (!around || around.of < 2) return;
  replace(
    line,
    around.previous ? beside(around.previous, "previous", "‹", show) : el("span"),
    el("span", { class: "place" }, say("document.ofVolume", { at: around.position, n: around.of })),
    around.next ? beside(around.next, "next", "›", show) : null,
  );
}

/** A neighbour by its day, which tells it from others of the same title. */
function beside(record, side, sign, show) {
  const title = titled(record.title, record.date);
  return el(
    "a",
    {
      class: `beside ${side}`,
      href: placeQuery({ doc: record.record_id }),
      "aria-label": say(`document.${side}`, { title }),
      title,
      on: { click: (event) => opens(event, () => show({ doc: record.record_id, p: 0, s: 0, e: 0 })) },
    },
    el("span", { "aria-hidden": "true" }, sign),
    record.date ? el("span", { class: "day" }, dayWords(record.date)) : null,
    el("bdi", { class: "archive" }, record.title),
  );
}
