/* In which language a text is written, for the `lang` that screen readers, hyphenation and
   fonts go by. Told from its letters and, among Latin ones, from its commonest words; where
   that is not enough the language is unknown, which HTML writes as an empty `lang`. */

const SCRIPTS = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, () => "ja"],
  [/\p{Script=Hangul}/gu, () => "ko"],
  [/\p{Script=Han}/gu, () => "zh"],
  [/\p{Script=Arabic}/gu, (text) => (/[پچژگ]/.test(text) ? "fa" : "ar")],
  [/\p{Script=Hebrew}/gu, () => "he"],
  [/\p{Script=Greek}/gu, () => "el"],
  [/\p{Script=Cyrillic}/gu, (text) => (/[їєґ]/i.test(text) ? "uk" : /[ыэё]/i.test(text) ? "ru" : "")],
  [/\p{Script=Latin}/gu, latin],
];

const COMMON = {
  en: /\b(?:the|of|and|to|that|was|is|for|with|by)\b/gi,
  fr: /\b(?:le|la|les|des|et|que|dans|du|une|est)\b/gi,
  de: /\b(?:der|die|das|und|den|nicht|mit|ist|von|zu)\b/gi,
  es: /\b(?:el|los|las|que|del|por|una|en|con|y)\b/gi,
  it: /\b(?:il|gli|che|della|di|per|una|con|non|è)\b/gi,
  pt: /\b(?:os|as|que|da|do|uma|em|com|não|para)\b/gi,
};

/** A BCP 47 tag, or "" where the language cannot be told. */
export function tongue(text) {
  const sample = text.slice(0, 4000);
  const counts = SCRIPTS.map(([letters]) => (sample.match(letters) || []).length);
  const most = Math.max(...counts);
  if (!most) return "";
  // Japanese is written with Han too: a tenth of kana is enough.
  if (counts[0] * 10 >= most) return "ja";
  return SCRIPTS[counts.indexOf(most)][1](sample);
}

function latin(text) {
  const scores = Object.entries(COMMON).map(([code, words]) => [(text.match(words) || []).length, code]);
  scores.sort((one, other) => other[0] - one[0]);
  const [[best, code], [second]] = scores;
  return best > second ? code : "";
}
