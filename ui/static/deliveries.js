/* Deliveries: files chosen or dropped are sent one by one, read in on the server, and each
   is reported on. A delivery goes on while the page is elsewhere, and after a reload. */

import { address, announce, button, el, fetchJson, refusalWords, replace } from "./dom.js";
import { fileRow, report } from "./filerows.js";
import { send } from "./panel.js";
import { tab } from "./tab.js";
import { reasons, refusal } from "./told.js";
import { say } from "./words.js";

const LOOK = 400; // milliseconds between looks at a job
const LITTER = /^(?:\.|thumbs\.db$|desktop\.ini$)/i;

/** The part of the library that adds documents. `changed()` is called when records came or went;
 *  files may be dropped anywhere on `section`. */
export function deliveries({ changed, section: target }) {
  let allowed = false;
  let line = Promise.resolve(); // deliveries are sent one after the other
  let ahead = 0; // how many of them are not sent yet
  const chooser = el("input", {
    type: "file",
    id: "delivery-files",
    multiple: true,
    class: "unseen",
    on: { change: () => take([...chooser.files]) },
  });
  const zone = el(
    "div",
    { class: "drop-zone" },
    el("p", {}, say("add.drop")),
    el("p", { class: "tools" }, chooser, el("label", { for: chooser.id, class: "ask choose-files" }, say("add.choose"))),
    el("p", { class: "help" }, say("add.formats")),
  );
  const work = el("div", { class: "work", "aria-live": "off" });
  const section = el("section", { class: "adding", id: "adding", "aria-labelledby": "adding-title" },
    el("h3", { id: "adding-title", tabindex: "-1" }, say("add.title")), zone, work);
  section.hidden = true;
  const toggle = button(say("add.title"), () => show(section.hidden), {
    class: "tool add-documents",
    "aria-expanded": "false",
    "aria-controls": section.id,
  });
  toggle.hidden = true;
  listen();

  function show(open) {
    section.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) section.querySelector("h3").focus();
  }

  function allow(may) {
    if (may && !allowed) resume();
    allowed = may;
    toggle.hidden = !may;
    if (!may) section.hidden = true;
  }

  function listen() {
    target.addEventListener("dragover", (event) => {
      if (!allowed) return;
      event.preventDefault();
      zone.classList.add("over");
      if (section.hidden) show(true);
    });
    target.addEventListener("dragleave", (event) => {
      if (!target.contains(event.relatedTarget)) zone.classList.remove("over");
    });
    target.addEventListener("drop", async (event) => {
      if (!allowed) return;
      event.preventDefault();
      zone.classList.remove("over");
      take(await dropped(event.dataTransfer));
    });
  }

  /** Show a delivery above those that go on; what is over makes room. */
  function display(head, stop, rows) {
    for (const over of work.querySelectorAll(".delivery.over")) over.remove();
    const files = rows.length ? el("ul", { class: "files" }, rows.map((row) => row.node)) : null;
    work.prepend(el("div", { class: "delivery" }, el("div", { class: "job-head" }, head, stop), files));
  }

  /** Take files to be sent, once those that came before are. */
  function take(files) {
    chooser.value = "";
    const wanted = files.filter((file) => !LITTER.test(file.name));
    if (!wanted.length) return;
    const mine = { request: null, cancelled: false, begun: false };
    const rows = wanted.map(fileRow);
    const words = say(ahead ? "add.behind" : "add.sending", { n: wanted.length });
    const head = el("p", { class: "job-state" }, words);
    const stop = button(say("add.cancel"), () => {
      mine.cancelled = true;
      if (mine.request) mine.request.abort();
      if (!mine.begun) nothing(head, stop, rows, say("add.cancelled"));
    });
    display(head, stop, rows);
    stop.focus();
    if (ahead) announce(words);
    ahead += 1;
    const turn = () => deliver(wanted, mine, head, stop, rows);
    line = line.then(turn, turn).finally(() => (ahead -= 1));
  }

  /** Send files and have them read in; over as soon as they are sent. */
  async function deliver(wanted, mine, head, stop, rows) {
    if (mine.cancelled) return;
    mine.begun = true;
    replace(head, say("add.sending", { n: wanted.length }));
    let job = null;
    for (const [at, file] of wanted.entries()) {
      if (mine.cancelled) break;
      try {
        job = await upload(file, job, mine, rows[at]);
        rows[at].say(say("add.sent"));
        rows[at].sent = true;
      } catch (failure) {
        if (!mine.cancelled) rows[at].refuse(failure);
      }
    }
    const told = rows.filter((row) => row.sent);
    if (mine.cancelled || !job) {
      if (job) await send("DELETE", `api/library/jobs/${job.job}`).catch(() => null);
      nothing(head, stop, rows, say(mine.cancelled ? "add.cancelled" : "add.nothing"));
      return;
    }
    tab.delivery = job.job;
    watch(send("POST", `api/library/jobs/${job.job}`), head, stop, told, rows.length - told.length);
  }

  function nothing(head, stop, rows, words) {
    for (const row of rows) if (!row.refused) row.say(say("add.notAdded"));
    done(head, stop, words);
  }

  /** Follow a job, showing how far it is, and report on each of its files; `turned` more were
   *  turned away when they were sent. */
  async function watch(begun, head, stop, rows, turned = 0) {
    let id = null;
    const halt = () => {
      stop.disabled = true;
      if (id) send("DELETE", `api/library/jobs/${id}`).catch(() => null);
    };
    const held = document.activeElement === stop;
    stop.replaceWith((stop = button(say("add.cancel"), halt)));
    const meter = el("progress", { "aria-label": say("add.progress"), max: 1 });
    head.after(meter);
    if (held) stop.focus();
    let job;
    try {
      job = await follow(begun, (seen) => {
        id = seen.job;
        step(seen, head, meter);
        report(seen, rows);
      });
    } catch (failure) {
      meter.remove();
      if (tab.delivery === id) tab.delivery = "";
      done(head, stop, refusalWords(failure), failure.message);
      return;
    }
    meter.remove();
    report(job, rows);
    if (job.busy) {
      replace(head, refusalWords(job));
      stop.replaceWith(
        button(say("add.again"), (event) => {
          watch(send("POST", `api/library/jobs/${job.job}`), head, event.currentTarget, rows, turned);
        }),
      );
      announce(reasons(job)[0]);
      return;
    }
    if (tab.delivery === id) tab.delivery = "";
    if (job.error) done(head, stop, refusalWords(job), reasons(job).join(" "));
    else done(head, stop, outcome(job, turned));
    changed();
  }

  function outcome(job, turned) {
    const sum = (kind) => job.files.reduce((all, file) => all + (file.report ? file.report[kind] : 0), 0);
    const [added, replaced] = [sum("accepted"), sum("replaced")];
    const n = added + replaced;
    if (job.stored_only) return say("add.storedOnly", { n });
    if (job.state === "cancelled") return say("add.stopped", { n });
    const refused = sum("refused") + turned;
    const came = !n
      ? say("add.none")
      : !replaced
        ? say("add.done", { n })
        : say(added ? "add.doneBoth" : "add.doneReplaced", { n: added || replaced, replaced });
    return refused ? say("add.withRefused", { came, refused }) : came;
  }

  function done(head, stop, words, aloud = words) {
    const held = document.activeElement === stop || document.activeElement === document.body;
    replace(head, words);
    stop.remove();
    head.closest(".delivery").classList.add("over");
    announce(aloud);
    if (held) section.querySelector("h3").focus();
  }

  /** Go on with showing a delivery that was begun before the page was loaded. */
  async function resume() {
    const id = tab.delivery;
    if (!id) return;
    const job = await fetchJson(`api/library/jobs/${encodeURIComponent(id)}`).catch(() => null);
    if (!job || job.over || job.state === "receiving") {
      tab.delivery = "";
      return;
    }
    show(true);
    const rows = job.files.map((file) => fileRow({ name: file.name, size: file.bytes }));
    const head = el("p", { class: "job-state" });
    const stop = button(say("add.cancel"), () => null);
    display(head, stop, rows);
    watch(send("GET", `api/library/jobs/${encodeURIComponent(id)}`), head, stop, rows);
  }

  /** Have what is stored put into the index. */
  function index() {
    show(true);
    const head = el("p", { class: "job-state" });
    const stop = button(say("add.cancel"), () => null);
    display(head, stop, []);
    watch(send("POST", "api/library/index"), head, stop, []);
  }

  return { section, toggle, allow, index, follow };
}

/** Look at a job until nothing more happens to it. */
async function follow(begun, seen = () => null) {
  let job = await (await begun).json();
  seen(job);
  while (!job.over) {
    await new Promise((go) => window.setTimeout(go, LOOK));
    try {
      job = await fetchJson(`api/library/jobs/${encodeURIComponent(job.job)}`);
    } catch (failure) {
      if (failure.status) throw failure; // without one the server could not be reached: look again
    }
    seen(job);
  }
  return job;
}

/** Send one file as it is; what is sent is shown as it goes. */
async function upload(file, job, mine, row) {
  for (;;) {
    const answer = await once(file, job, mine, row);
    if (answer.status !== 429) {
      if (answer.status === 201) return answer.body;
      throw refusal(answer.status, answer.body);
    }
    await new Promise((go) => window.setTimeout(go, 1000 * answer.wait));
    if (mine.cancelled) throw refusal(0, {});
  }
}

function once(file, job, mine, row) {
  return new Promise((resolve, reject) => {
    const asked = new URLSearchParams({ name: file.name, more: "true" });
    if (job) asked.set("job", job.job);
    const request = new XMLHttpRequest();
    mine.request = request;
    request.open("POST", address(`api/library/files?${asked}`));
    request.upload.onprogress = (event) => row.sending(event.loaded, file.size);
    request.onload = () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        /* the status says enough */
      }
      resolve({ status: request.status, body, wait: Number(request.getResponseHeader("retry-after")) || 1 });
    };
    request.onerror = () => reject(refusal(0, { error: say("add.unreachable") }));
    request.onabort = () => reject(refusal(0, {}));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
}

/** Say how far a job is. */
function step(job, head, meter) {
  const now = job.step || {};
  const known = job.state === "waiting" || job.state === "receiving" || job.state === "reading";
  const words = known ? say(`add.state.${job.state}`) : say(job.kind === "remove" ? "library.removing" : "add.state.indexing");
  replace(head, words);
  if (now.total) meter.value = now.done / now.total;
  else meter.removeAttribute("value");
}

/** The files of a drop, also those in folders. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  if (!entries.length || entries.some((entry) => !entry)) return [...transfer.files];
  const files = [];
  for (const entry of entries) await walk(entry, files);
  return files;
}

async function walk(entry, files) {
  if (entry.isFile) {
    files.push(await new Promise((found, failed) => entry.file(found, failed)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (!some.length) return;
    for (const one of some) await walk(one, files);
  }
}
