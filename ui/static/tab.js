/* What this tab remembers over a reload: the id of its conversation, and filters that no
   conversation holds yet. The words stay with the server. */

const TALK = "dragoman-conversation";
const FILTERS = "dragoman-filters";

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

export const tab = {
  get talk() {
    const id = read(TALK);
    return /^[0-9a-f]{16}$/.test(id) ? id : "";
  },
  set talk(id) {
    write(TALK, id);
  },
  get filters() {
    try {
      const kept = JSON.parse(read(FILTERS) || "{}");
      return kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
    } catch {
      return {};
    }
  },
  set filters(filters) {
    write(FILTERS, Object.keys(filters).length ? JSON.stringify(filters) : "");
  },
};
