/* What this tab remembers over a reload: the id of its conversation, filters that no
   conversation holds yet, the question that is being answered, the delivery that is worked on.
   All other words stay with the server. */

const TALK = "dragoman-conversation";
const FILTERS = "dragoman-filters";
const PENDING = "dragoman-pending";
const DELIVERY = "dragoman-delivery";

function read(key) {
  try {
    return window.sessionStorage.getItem(key) || "";
  } catch {
    return "";
  }
}

function write(key, value) {
  try {
    if (value) window.sessionStorage.setItem(key, value);
    else window.sessionStorage.removeItem(key);
  } catch {
    /* a browser without storage begins anew at each reload, nothing more */
  }
}

/** The object kept under a key, or null. */
function parsed(key) {
  try {
    const kept = JSON.parse(read(key) || "null");
    return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : null;
  } catch {
    return null;
  }
}

export const tab = {
  get talk() {
    const id = read(TALK);
    return /^[0-9a-f]{16}$/.test(id) ? id : "";
  },
  set talk(id) {
    write(TALK, id);
  },
  get filters() {
    return parsed(FILTERS) || {};
  },
  set filters(filters) {
    write(FILTERS, Object.keys(filters).length ? JSON.stringify(filters) : "");
  },
  /** The question that is waited for: {question, turns, at}, or null. */
  get pending() {
    const kept = parsed(PENDING);
    return kept && typeof kept.question === "string" ? kept : null;
  },
  set pending(asked) {
    write(PENDING, asked ? JSON.stringify(asked) : "");
  },
  /** The id of the delivery of documents that was sent from here, or "". */
  get delivery() {
    return read(DELIVERY);
  },
  set delivery(id) {
    write(DELIVERY, id);
  },
};
