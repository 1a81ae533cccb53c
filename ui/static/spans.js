/* Spans. Python counts code points and JavaScript UTF-16 units, so every text is cut
   through an array of its code points and no offset of the archive is ever used raw. */

export const points = (text) => Array.from(text);

/** Slice by code points. */
export function slice(text, start, end) {
  return points(text).slice(start, end).join("");
}

/** Which part of a block (a stretch of the record with its text) a quote covers.
 *  Null when it covers none; otherwise offsets inside the block. */
export function overlap(block, span) {
  const start = Math.max(block.start, span.start);
  const end = Math.min(block.end, span.end);
  return start < end ? { start: start - block.start, end: end - block.start } : null;
}

/** The blocks a quote stands in, or null when the words there are not the quote's.
 *  Between two blocks only white space may be missing, as between two paragraphs. */
export function locate(blocks, quote) {
  const words = points(quote.text);
  if (words.length !== quote.end - quote.start) return null;
  const unseen = words.slice();
  const found = [];
  for (const block of blocks) {
    const part = overlap(block, quote);
    if (!part) continue;
    const stored = points(block.text).slice(part.start, part.end);
    const from = block.start + part.start - quote.start;
    if (stored.join("") !== words.slice(from, from + stored.length).join("")) return null;
    unseen.fill("", from, from + stored.length);
    found.push({ block, ...part });
  }
  return found.length && !unseen.join("").trim() ? found : null;
}

/** Cut `[0, length)` at the edges of layers. A layer is {start, end, kind}; where two
 *  overlap the earlier in the list wins. Returns adjoining runs {start, end, layer}. */
export function runs(length, layers) {
  if (!layers.length) return length ? [{ start: 0, end: length, layer: null }] : [];
  const owner = new Array(length).fill(null);
  for (const layer of layers) {
    for (let at = Math.max(0, layer.start); at < Math.min(length, layer.end); at += 1) {
      if (owner[at] === null) owner[at] = layer;
    }
  }
  const cut = [];
  for (let at = 0; at < length; at += 1) {
    const last = cut[cut.length - 1];
    if (last && last.layer === owner[at]) last.end = at + 1;
    else cut.push({ start: at, end: at + 1, layer: owner[at] });
  }
  return cut;
}
