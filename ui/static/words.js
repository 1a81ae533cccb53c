/* The room's own words, in one place. */

export const STYLE_NAMES = {
  wilson: "Wilson Center",
  "chicago-note": "Chicago, note",
  "chicago-short": "Chicago, short note",
  "chicago-bibliography": "Chicago, bibliography",
  mla: "MLA",
  apa: "APA",
  bibtex: "BibTeX",
  biblatex: "BibLaTeX",
  ris: "RIS",
  "csl-json": "CSL-JSON",
};

export const ORIGINS = {
  source: "stated in the record",
  derived: "read out of the record’s words",
  profile: "supplied for the whole collection",
};

export const PRESENCES = {
  empty: "The record has this label and nothing under it.",
  unknown: "The record says that this is not known.",
  absent: "The record has no such label.",
};

/** What each kind of bracket means; the brackets themselves are the archive's. */
export const BRACKETS = {
  omission: "something is left out here",
  insertion: "words supplied by the editor or translator",
  gloss: "another name, given by the editor or translator",
  "supplied date": "a date completed by the editor or translator",
  illegible: "could not be read",
  redaction: "withheld when the document was released",
  correction: "a correction by the editor or translator",
  doubt: "the editor doubts the reading",
  "note mark": "mark of a note",
  page: "page of the source",
};

/** A voice as the answer JSON names it, in words. */
export function voiceWords(voice) {
  if (!voice || voice === "document") return "The document’s own words";
  if (voice === "catalogue") return "The cataloguer’s words";
  if (voice === "editor") return "The editor’s words";
  const reported = /^reported:\s*(.+)$/.exec(voice);
  return reported ? `Reported by the document: ${reported[1]}` : voice;
}

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function count(n, noun) {
  return `${n.toLocaleString("en-GB")} ${noun}${n === 1 ? "" : "s"}`;
}

/** What is said aloud, once, when an answer stands on the page. */
export function answerWords(answer) {
  if (answer.status === "silent") return "The archive is silent on this question.";
  if (answer.status === "catalogue" && !answer.quotes.length) {
    return `Answer ready, from the catalogue: ${count(answer.fields.length, "entry").replace("entrys", "entries")}.`;
  }
  return `Answer ready: ${count(answer.quotes.length, "quoted passage")}.`;
}
