// Cards in their styles: a row shows what its style asks for, the rows still empty below it follow, and what is selected
// in a text with gaps becomes one.
import { isWritten } from "./editor_parts.js";
import { changed } from "./editor_words.js";

const GAP = /\{\{c([1-9][0-9]?)::/g;

export function watchCards(form) {
  if (!form.querySelector("[data-card-gaps]")) return;
  form.addEventListener("change", ({ target }) => target.matches("[data-card-style]") && choose(form, target));
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-gap]");
    if (button) makeGap(button, button.dataset.gap === "same");
  });
}

// A new row asks as the one above it does.
export function followAbove(form, row) {
  const above = row.previousElementSibling?.querySelector("[data-card-style]");
  const own = row.querySelector("[data-card-style]");
  if (own && above && !isWritten(row)) take(form, own, above.value);
}

export function makeGap(element, isSame) {
  const row = element.closest(".card-row[data-style='cloze']");
  const text = row?.querySelector("textarea");
  if (!text) return;
  const numbers = [...text.value.matchAll(GAP)].map((found) => Number(found[1]));
  const last = Math.max(0, ...numbers);
  const number = Math.min(isSame ? Math.max(last, 1) : last + 1, 99);
  const { start, end } = wordsIn(text);
  const answer = text.value.slice(start, end);
  text.focus();
  text.setSelectionRange(start, end);
  type(text, `{{c${number}::${answer}}}`);
  const caret = start + `{{c${number}::`.length + answer.length;
  if (answer) text.setSelectionRange(caret + 2, caret + 2);
  else text.setSelectionRange(caret, caret);
}

// What is selected, without the spaces at its ends; the word at the caret where nothing is.
function wordsIn({ value, selectionStart, selectionEnd }) {
  let [start, end] = [selectionStart, selectionEnd];
  if (start === end) {
    start -= value.slice(0, start).match(/[\p{L}\p{M}\p{N}]*$/u)[0].length;
    end += value.slice(end).match(/^[\p{L}\p{M}\p{N}]*/u)[0].length;
  }
  while (start < end && /\s/.test(value[start])) start += 1;
  while (end > start && /\s/.test(value[end - 1])) end -= 1;
  return { start, end };
}

// The browser's own way of typing keeps the way back (Ctrl+Z); where it has none, the text is set.
function type(text, words) {
  if (document.execCommand("insertText", false, words)) return;
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(form, select) {
  show(form, select);
  form.querySelector("[data-says]").textContent = helpOf(form, select.value).textContent;
  let row = select.closest("[data-row]").nextElementSibling;
  for (; row && !row.querySelector("[name$='-id']") && !isWritten(row); row = row.nextElementSibling) {
    const next = row.querySelector("[data-card-style]");
    if (next) take(form, next, select.value);
  }
  changed(form);
}

function take(form, select, style) {
  select.value = style;
  show(form, select, false);
}

const helpOf = (form, style) => form.querySelector(`[data-style-help="${CSS.escape(style)}"]`);

// The names of the fields, and what is to know of the style.
function show(form, select, isChosen = true) {
  const row = select.closest(".card-row");
  const help = helpOf(form, select.value);
  row.dataset.style = select.value;
  for (const side of ["front", "back"]) nameOf(row, side).textContent = `${help.dataset[side]} `;
  row.querySelector("[data-card-note]")?.remove();
  if (select.value === "cloze") row.append(form.querySelector("[data-card-gaps]").content.cloneNode(true));
  else if (isChosen) row.append(noteOf(help));
  showButtons(row);
}

const nameOf = (row, side) => row.querySelector(`[name$="-${side}"]`).closest(".field").querySelector(".field__label").firstChild;

function noteOf(help) {
  const note = document.createElement("p");
  note.className = "card-row__note muted small";
  note.dataset.cardNote = "";
  note.textContent = help.textContent;
  return note;
}

function showButtons(row) {
  for (const button of row.querySelectorAll("[data-gap]")) button.hidden = false;
}
