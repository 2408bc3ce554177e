// Rows (questions, cards, sections, segments): added, copied, opened, moved, removed and put back where they stand.
import { blankRow, fetchRow, place } from "./editor_server.js";
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
  settle(form, row);
  say(form, "added", placeOf(form, row));
}

function settle(form, row) {
  for (const button of row.querySelectorAll("[data-without-script]")) button.hidden = true;
  number(form);
  focusIn(row);
  changed(form);
}

export function addRow(form, after) {
  return tried(form, async () => insert(form, await blankRow(form, typeOf(form, after), nextKey(form)), after));
}

export function copyRow(form, row) {
  const fields = { ...fieldsOf(form, row), do: `copy-${row.dataset.row}` };
  return tried(form, async () => insert(form, await fetchRow(form, fields), row));
}

async function replace(form, row, what) {
  const key = row.dataset.row;
  place(row, await fetchRow(form, { ...fieldsOf(form, row), do: `${what}-${key}` }), "outerHTML");
  settle(form, form.querySelector(`[data-row="${key}"]`));
}

export function openRow(form, row) {
  return tried(form, async () => {
    await replace(form, row, "open");
    say(form, "opened");
  });
}

export function retypeRow(form, row) {
  return tried(form, () => replace(form, row, "type"));
}

// The question at the end of a section: the section itself stays, for somebody may be writing in it.
export function askQuestion(form, row) {
  return tried(form, async () => {
    const html = await fetchRow(form, { ...fieldsOf(form, row), do: `ask-${row.dataset.row}` });
    const found = new DOMParser().parseFromString(html, "text/html").querySelector("[data-check]");
    place(row.querySelector("[data-check]"), found.outerHTML, "outerHTML");
    const check = row.querySelector("[data-check]");
    for (const button of check.querySelectorAll("[data-without-script]")) button.hidden = true;
    focusIn(check);
    changed(form);
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
