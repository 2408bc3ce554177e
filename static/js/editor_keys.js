// The keys of the editor, as its list of shortcuts has them (content/views/editing.py).
import { act } from "./editor_actions.js";
import { followAbove, makeGap } from "./editor_cards.js";
import { addPart, isWritten, movePart, partsOf, removePart } from "./editor_parts.js";
import { addRow, moveRow, rowsOf } from "./editor_rows.js";
import { fieldsIn, focusIn } from "./editor_words.js";

const keys = {
  "Ctrl+s": save,
  "Meta+s": save,
  "Ctrl+Enter": addBelow,
  "Meta+Enter": addBelow,
  "Ctrl+Shift+Enter": ({ form, row }) => row && act(form, `copy-${row.dataset.row}`),
  "Alt+ArrowUp": (place) => move(place, -1),
  "Alt+ArrowDown": (place) => move(place, 1),
  "Ctrl+Shift+Backspace": remove,
  "Ctrl+Shift+c": ({ target }) => makeGap(target, false),
  "Ctrl+Alt+Shift+c": ({ target }) => makeGap(target, true),
  "Ctrl+Shift+f": ({ form }) => form.requestSubmit(form.querySelector("[data-switch-mode]")),
  "Alt+PageDown": goToNext,
  "Alt+PageUp": goToPrevious,
  "Alt+End": goToEnd,
  "Ctrl+/": showKeys,
  "Ctrl+Shift+/": showKeys, // where / is on the 7
  Enter: goOn,
};

export function pressKey(event, form) {
  const { target } = event;
  const does = keys[nameOf(event)];
  if (!does || event.isComposing || event.defaultPrevented) return;
  if (target.matches("select") && event.altKey) return; // that opens the list
  if (event.key === "Enter" && does === goOn && !isShort(target)) return;
  event.preventDefault();
  does({ form, target, row: target.closest("[data-row]"), part: target.closest("[data-part]") });
}

function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const held = [ctrlKey && "Ctrl", metaKey && "Meta", altKey && "Alt", shiftKey && "Shift"].filter(Boolean);
  return [...held, key.length === 1 ? key.toLowerCase() : key].join("+");
}

// Whether a line is ended by Enter: a field of one line, or one that begins as one inside an option or pair. Boxes and
// lists are as short: left to the browser, Enter in them would save.
function isShort(target) {
  return target.matches("input, select, [data-part] > .field textarea[rows='1'], [data-part] > .form__row textarea[rows='1']");
}

function save({ form }) {
  form.requestSubmit(form.querySelector("[data-save]"));
}

// The next row, where it is still empty; else a new one.
function addBelow({ form, row }) {
  if (!form.querySelector("[data-rows]")) return;
  const above = row ?? rowsOf(form).at(-1);
  const next = above?.nextElementSibling;
  const isFree = next && !next.querySelector("[name$='-id'], [data-removed-note]") && !isWritten(next);
  if (!isFree) return addRow(form, above);
  followAbove(form, next);
  return focusIn(next);
}

function move({ form, row, part }, step) {
  if (part) movePart(form, part, step);
  else if (row) moveRow(form, row, step);
}

function remove({ form, row, part }) {
  if (part) removePart(form, part);
  else if (row) act(form, `remove-${row.dataset.row}`);
}

// To the next field; behind the last part of a question a new one, unless this one is empty.
function goOn({ form, target, part }) {
  const next = part && fieldsIn(part).find((field) => field.matches("textarea, input:not([type=checkbox])") && isAfter(field, target));
  if (next && !next.closest("details")) return next.focus();
  if (part && part === partsOf(part.parentElement).at(-1) && isWritten(part)) return addPart(form, part);
  if (part && part !== partsOf(part.parentElement).at(-1)) return focusIn(partsOf(part.parentElement)[partsOf(part.parentElement).indexOf(part) + 1]);
  const isNext = (field) => isAfter(field, target) && !part?.contains(field) && !field.matches("[data-card-style]") && !(field.name === target.name && field.type === "radio");
  (fieldsIn(form).find(isNext) ?? form.querySelector("[data-save]")).focus();
}

// From the last one to what adds another.
function goToNext({ form, target }) {
  const next = rowsOf(form).find((row) => isAfter(row, target)) ?? form.querySelector(".add-row");
  if (next) focusIn(next);
}

function goToPrevious({ form, target, row }) {
  const before = rowsOf(form).findLast((other) => other !== row && isAfter(target, other));
  if (before) focusIn(before);
}

function goToEnd({ form }) {
  (form.elements.change_summary ?? form.querySelector("[data-save]")).focus();
}

function showKeys() {
  document.getElementById("shortcuts")?.showModal();
}

function isAfter(field, target) {
  return Boolean(target.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
}
