// Rows (questions, cards, sections, segments): added, copied, opened, moved, removed and put back where they stand.
import { followAbove } from "./editor_cards.js";
import { blankRow, fetchRow, place } from "./editor_server.js";
import { gatherTools } from "./editor_toolbars.js";
import { changed, focusIn, say } from "./editor_words.js";

export function rowsOf(form) {
  return [...form.querySelectorAll("[data-row]")];
}

const isThere = (row) => !row.querySelector(":scope > [data-removed-note]");

function number(form) {
  const there = rowsOf(form).filter(isThere);
  there.forEach((row, index) => (row.querySelector("[data-number]").textContent = index + 1));
  return there;
}

function placeOf(form, row) {
  const there = number(form);
  return { n: there.indexOf(row) + 1, m: there.length };
}

const nextKey = (form) => String(Math.max(0, ...rowsOf(form).map((row) => Number(row.dataset.row))) + 1);
const typeOf = (form, row) => row?.dataset.type ?? form.elements.add_type.value;

function fieldsOf(form, row) {
  const own = [...new FormData(form)].filter(([name]) => name.startsWith(`item-${row.dataset.row}-`));
  return { ...Object.fromEntries(own), item: row.dataset.row, next: nextKey(form) };
}

// Runs what needs the server; where that is not reached, nothing has changed, and it says so.
async function tried(form, work) {
  try {
    await work();
  } catch {
    say(form, "failed");
  }
}

function insert(form, html, after) {
  const rows = form.querySelector("[data-rows]");
  if (after) place(after, html, "afterend");
  else place(rows, html, "beforeend");
  const row = after ? after.nextElementSibling : rows.lastElementChild;
  prepare(row);
  followAbove(form, row);
  number(form);
  focusIn(row);
  changed(form);
  say(form, "added", placeOf(form, row));
}

function prepare(element) {
  for (const button of element.querySelectorAll("[data-without-script]")) button.hidden = true;
  for (const button of element.querySelectorAll("[data-needs-script]")) button.hidden = false;
  gatherTools(element);
}

export function addRow(form, after) {
  return tried(form, async () => insert(form, await blankRow(form, typeOf(form, after), nextKey(form)), after));
}

export function copyRow(form, row) {
  const fields = { ...fieldsOf(form, row), do: `copy-${row.dataset.row}` };
  return tried(form, async () => insert(form, await fetchRow(form, fields), row));
}

// What the server writes in the place of `old`, a part of the row or all of it. Who types on meanwhile loses nothing:
// what differs by then from what was sent is written over, and the focus stays in the field of its name.
async function replace(form, row, what, find) {
  const sent = fieldsOf(form, row);
  const html = await fetchRow(form, { ...sent, do: `${what}-${row.dataset.row}` });
  const old = find(row);
  const since = Object.entries(fieldsOf(form, row)).filter(([name, value]) => sent[name] !== value && name !== "next");
  const { activeElement: held } = document;
  const { selectionStart, selectionEnd } = held;
  const isElsewhere = held !== document.body && !old.contains(held);
  const fresh = find(new DOMParser().parseFromString(html, "text/html").querySelector("[data-row]"));
  const added = put(old, fresh.outerHTML);
  for (const [name, value] of since) if (isText(fieldIn(added, name))) fieldIn(added, name).value = value;
  prepare(added);
  number(form);
  const again = held.name !== "do" && fieldIn(added, held.name);
  if (again) refocus(again, selectionStart, selectionEnd);
  else if (!isElsewhere) focusIn(added);
  changed(form);
}

function put(old, html) {
  const before = document.createComment("");
  old.before(before);
  place(old, html, "outerHTML");
  const added = before.nextElementSibling;
  before.remove();
  return added;
}

const fieldIn = (element, name) => name && element.querySelector(`[name="${CSS.escape(name)}"]`);
const isText = (field) => field?.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=hidden])");

function refocus(field, start, end) {
  field.focus();
  if (start !== null && start !== undefined) field.setSelectionRange(start, end);
}

const whole = (row) => row;

export function openRow(form, row) {
  return tried(form, async () => {
    await replace(form, row, "open", whole);
    say(form, "opened");
  });
}

export function retypeRow(form, row) {
  return tried(form, async () => {
    await replace(form, row, "type", whole);
    say(form, "retyped");
  });
}

// The question at the end of a section: the section itself stays, for somebody may be writing in it.
export function askQuestion(form, row) {
  return tried(form, async () => {
    await replace(form, row, "ask", (found) => found.querySelector("[data-check]"));
    say(form, "retyped");
  });
}

// The neighbour goes to the other side: so the row keeps the focus, and what is being typed in it.
export function moveRow(form, row, step) {
  const there = rowsOf(form).filter(isThere);
  const neighbour = there[there.indexOf(row) + step];
  if (!neighbour) return say(form, "edge");
  if (step < 0) row.after(neighbour);
  else row.before(neighbour);
  row.scrollIntoView({ block: "nearest" });
  dropRow(form, row);
}

// The row stands where it was brought.
export function dropRow(form, row) {
  say(form, "moved", placeOf(form, row));
  changed(form);
}

export function removeRow(form, row) {
  const note = form.querySelector("[data-removed-row]").content.firstElementChild.cloneNode(true);
  note.querySelector("button").value = `restore-${row.dataset.row}`;
  note.querySelector("input").name = `item-${row.dataset.row}-removed`;
  row.querySelector("[data-row-main]").before(note);
  row.querySelector("[data-row-main]").hidden = true;
  number(form);
  note.querySelector("button").focus();
  say(form, "removed");
  changed(form);
}

export function restoreRow(form, row) {
  row.querySelector("[data-removed-note]").remove();
  row.querySelector("[data-row-main]").hidden = false;
  const position = placeOf(form, row);
  focusIn(row);
  say(form, "restored", position);
  changed(form);
}
