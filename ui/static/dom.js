/* Drawing. Every word on the page, ours or the archive's, becomes a text node here:
   nothing in these modules ever parses a string as HTML. */

import { reasons, refusal } from "./told.js";
import { say, speakAttribute, spoken, Words } from "./words.js";

/** Make an element. `attributes` sets properties of the HTML (never handlers as text);
 *  children are nodes, strings or sayings; all but nodes become text nodes. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "class") node.className = value;
    else if (value instanceof Words) speakAttribute(node, name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.appendChild(drawn(child));
  }
  return node;
}

function drawn(child) {
  if (child instanceof Words) return spoken(child);
  return typeof child === "object" ? child : document.createTextNode(String(child));
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** A text button: the only kind of button the room has. */
export function button(label, onClick, attributes = {}) {
  return el("button", { type: "button", class: "tool", ...attributes, on: { click: onClick } }, label);
}

/** Open a record's place in the reader from a link, unless a new tab is wanted. */
export function opens(event, show) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(event.currentTarget);
}

/** Address of a path of this server, also behind a prefix. */
export function address(path) {
  const root = (window.gradio_config && window.gradio_config.root) || "";
  const base = new URL(root.replace(/\/?$/, "/"), window.location.href);
  return window.location.origin + base.pathname + path;
}

async function request(path) {
  const response = await fetch(address(path));
  if (response.ok) return response;
  throw refusal(response.status, await response.json().catch(() => ({})));
}

/** Fetch from this server; a refusal becomes an Error with the server's own sentence. */
export const fetchJson = async (path) => (await request(path)).json();
export const fetchText = async (path) => (await request(path)).text();

/** Elements that say why something failed and what can be done, each in its language. */
export const refusalWords = (failure, tag = "span") =>
  (failure.words || reasons(failure)).map((one, at) => [at ? " " : "", el(tag, { lang: one.lang }, one)]);

export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = () => window.matchMedia("(max-width: 767.98px)").matches;

/** Say something once to whoever listens rather than looks. */
export function announce(text) {
  const region = document.getElementById("announcements");
  if (region) region.textContent = String(text);
}

/** Copy what `make` returns; where the browser refuses, show it selected so that a
 *  person can. Says on the button itself what happened. */
export async function copy(make, trigger) {
  let text;
  try {
    text = await make();
  } catch (failure) {
    flash(trigger, say("copy.failed"));
    announce(failure.message);
    return;
  }
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    byHand(text, trigger);
    return;
  }
  flash(trigger, say("copy.done"));
  announce(say("copy.said"));
}

const labels = new WeakMap(); // button -> its own words while it shows others

function flash(trigger, word) {
  if (!labels.has(trigger)) labels.set(trigger, [...trigger.childNodes]);
  replace(trigger, word);
  window.setTimeout(() => replace(trigger, labels.get(trigger)), 1600);
}

function byHand(text, trigger) {
  const box = el("textarea", { class: "by-hand", readonly: true, rows: 4, "aria-label": say("copy.byHand") });
  box.value = text;
  trigger.after(box);
  box.focus();
  box.select();
  box.addEventListener("blur", () => box.remove(), { once: true });
}
