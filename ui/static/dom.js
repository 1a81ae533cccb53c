/* Drawing. Every word on the page, ours or the archive's, becomes a text node here:
   nothing in these modules ever parses a string as HTML. */

/** Make an element. `attributes` sets properties of the HTML (never handlers as text);
 *  children are nodes or strings, strings become text nodes. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** A text button: the only kind of button the room has. */
export function button(label, onClick, attributes = {}) {
  return el("button", { type: "button", class: "tool", ...attributes, on: { click: onClick } }, label);
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
  const body = await response.json().catch(() => ({}));
  const failure = new Error(body.error || `The server answered ${response.status}.`);
  failure.status = response.status;
  failure.remedy = body.remedy || "";
  throw failure;
}

/** Fetch from this server; a refusal becomes an Error with the server's own sentence. */
export const fetchJson = async (path) => (await request(path)).json();
export const fetchText = async (path) => (await request(path)).text();

export const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = () => window.matchMedia("(max-width: 767.98px)").matches;

/** Say something once to whoever listens rather than looks. */
export function announce(text) {
  const region = document.getElementById("announcements");
  if (region) region.textContent = text;
}

/** Copy what `make` returns; where the browser refuses, show it selected so that a
 *  person can. Says on the button itself what happened. */
export async function copy(make, trigger) {
  let text;
  try {
    text = await make();
  } catch (failure) {
    say(trigger, "Could not be fetched");
    announce(failure.message);
    return;
  }
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    byHand(text, trigger);
    return;
  }
  say(trigger, "Copied");
  announce("Copied.");
}

function say(trigger, word) {
  if (!trigger.dataset.label) trigger.dataset.label = trigger.textContent;
  trigger.textContent = word;
  window.setTimeout(() => {
    trigger.textContent = trigger.dataset.label;
  }, 1600);
}

function byHand(text, trigger) {
  const box = el("textarea", { class: "by-hand", readonly: true, rows: 4, "aria-label": "Text to copy" });
  box.value = text;
  trigger.after(box);
  box.focus();
  box.select();
  box.addEventListener("blur", () => box.remove(), { once: true });
}
