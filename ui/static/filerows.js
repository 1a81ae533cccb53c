/* The files of a delivery: each with how far it is, and what became of it. */

import { el, opens, refusalWords, replace } from "./dom.js";
import { placeQuery, room } from "./room.js";
import { teller } from "./told.js";
import { number, say } from "./words.js";

/** One file on the page: its name, how far it is, what became of it. */
export function fileRow(file) {
  const meter = el("progress", { max: 1, value: 0, "aria-label": say("add.progressOf", { name: file.name }) });
  const told = el("div", { class: "file-report" }, say("add.queued"));
  const node = el(
    "li",
    { class: "file" },
    el("p", { class: "file-name" }, file.name, " ", el("span", { class: "size" }, size(file.size))),
    meter,
    told,
  );
  return {
    node,
    sent: false,
    refused: false,
    sending(loaded, total) {
      meter.value = total ? loaded / total : 1;
      replace(told, say("add.sendingFile"));
    },
    say(words) {
      meter.remove();
      replace(told, words);
    },
    refuse(failure) {
      this.refused = true;
      meter.remove();
      node.classList.add("refused");
      replace(told, fileLines([say("add.refusedFile")], [refusalWords(failure)]));
    },
    tell(report) {
      meter.remove();
      node.classList.toggle("refused", report.refused > 0);
      replace(told, reportLines(report));
    },
  };
}

/** What became of a file, and why parts of it, or all, were refused: drawn the same whether the
 *  server read it or turned it away when it was sent. */
const fileLines = (counts, refusals) => [
  counts.length ? el("ul", { class: "counts" }, counts.map((one) => el("li", {}, one))) : null,
  refusals.length ? el("ul", {}, refusals.map((one) => el("li", { class: "refusal-line" }, one))) : null,
];

function reportLines(report) {
  const whole = report.refusals.length === 1 && !report.refusals[0].place && !report.records.length;
  const counts = ["accepted", "replaced", "unchanged", "duplicates", "refused"]
    .filter((kind) => report[kind])
    .map((kind) => (kind === "refused" && whole ? say("add.refusedFile") : say(`add.${kind}`, { n: report[kind] })));
  const records = report.records.map((record) =>
    el(
      "li",
      {},
      el(
        "a",
        {
          href: placeQuery({ doc: record.record_id }),
          class: "archive",
          on: { click: (event) => opens(event, (from) => room.open({ doc: record.record_id, p: 0, s: 0, e: 0, from })) },
        },
        record.title,
      ),
    ),
  );
  const refusals = report.refusals.map((one) => {
    const [place, reason] = [one.place, one.reason].map(teller(one.said));
    const parts = { place: el("span", { lang: place.lang }, place), reason: el("span", { lang: reason.lang }, reason) };
    return one.place ? say("add.refusedAt", parts) : parts.reason;
  });
  const cautions = report.cautions.map((words) => el("li", { class: "caution-line", lang: "en" }, words));
  return [
    fileLines(counts.length ? counts : [say("add.nothingIn")], []),
    report.stopped ? el("p", {}, say("add.partly")) : null,
    records.length ? el("ul", { class: "added" }, records) : null,
    fileLines([], refusals),
    cautions.length ? [el("p", {}, say("add.cautions")), el("ul", {}, cautions)] : null,
  ];
}

/** Report on each file of a job in its row. */
export function report(job, rows) {
  job.files.forEach((file, at) => {
    if (!rows[at]) return;
    if (file.report) rows[at].tell(file.report);
    else if (job.over) rows[at].say(say("add.notAdded"));
  });
}

function size(bytes) {
  if (bytes < 1024) return `${number(bytes)} B`;
  return bytes < 1048576 ? `${number(Math.round(bytes / 1024))} kB` : `${number(Math.round(bytes / 104857.6) / 10)} MB`;
}
