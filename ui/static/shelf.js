/* Where conversations are kept: with the server, or only in this browser, as the archive's
   settings say. The browser keeps the questions and what they were put to, and no answer:
   opened again they are asked again, so that every word shown is the archive's of now. */

import { fetchJson } from "./dom.js";
import { send } from "./panel.js";

const KEY = "dragoman-conversations";
const MOST = 200; // conversations a browser keeps; the one changed longest ago goes first

export const serverShelf = {
  list: async (words) =>
    (await fetchJson(`api/conversations${words ? `?${new URLSearchParams({ q: words })}` : ""}`)).conversations,
  /** A stored conversation, or null: that one was deleted is no failure. */
  async get(id) {
    const found = await fetchJson(`api/conversations?id=${id}`);
    return found.conversations.length ? fetchJson(`api/conversations/${id}`) : null;
  },
  rename: async (id, title) => (await (await send("PATCH", `api/conversations/${id}`, { title })).json()).title,
  remove: (id) => send("DELETE", `api/conversations/${id}`),
  exported: (id, options) => send("GET", `api/conversations/${id}/export?${new URLSearchParams(options)}`),
};

function read() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) || "[]");
    return Array.isArray(kept) ? kept.filter((one) => one && typeof one.id === "string" && Array.isArray(one.turns)) : [];
  } catch {
    return [];
  }
}

function write(talks) {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(talks.slice(0, MOST)));
  } catch {
    /* a browser without storage, or a full one, keeps what it kept */
  }
}

const row = ({ id, title, created, updated, turns }) => ({ id, title, created, updated, turns: turns.length });
const short = (text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

export const browserShelf = {
  has: (id) => read().some((one) => one.id === id),
  async list(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const said = (one) => [one.title, ...one.turns.map((turn) => turn.question)].join(" ").toLowerCase();
    return read()
      .filter((one) => wanted.every((word) => said(one).includes(word)))
      .map(row);
  },
  get: async (id) => read().find((one) => one.id === id) || null,
  async rename(id, title) {
    const clean = short(title.trim().replace(/\s+/g, " "));
    const talks = read();
    const found = talks.find((one) => one.id === id);
    if (found && clean) found.title = clean;
    write(talks);
    return found ? found.title : title;
  },
  async remove(id) {
    write(read().filter((one) => one.id !== id));
  },
  exported: async (id, options) => {
    const talk = read().find((one) => one.id === id);
    const turns = talk ? talk.turns : [];
    const renamed = turns.length && talk.title !== short(turns[0].question);
    return send("POST", "api/exports", { ...options, turns, title: renamed ? talk.title : null });
  },
  /** Keep a conversation as it is now: {id, filters, turns: [{question, filters, raw}]}. */
  save({ id, filters, turns }) {
    const talks = read();
    const before = talks.find((one) => one.id === id);
    const now = new Date().toISOString();
    const title = before ? before.title : short(turns[0].question);
    const created = before ? before.created : now;
    write([{ id, title, created, updated: now, filters, turns }, ...talks.filter((one) => one !== before)]);
  },
};

/** A name that no other conversation has. */
export const newName = () =>
  [...window.crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
