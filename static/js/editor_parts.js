// Parts of a question (options, answers, pairs): added, moved and removed where they stand, their fields counted anew.
import { changed, focusIn, say } from "./editor_words.js";

const COUNTED = ["id", "name", "for", "value", "aria-describedby", "aria-labelledby"];

export function partsOf(list) {
  return [...list.querySelectorAll(":scope > [data-part]")];
}

export function changePart(form, what, name) {
  const [, group, index] = name.match(/^(.*)-(\d+)$/);
  const list = form.querySelector(`[data-parts="${CSS.escape(group)}"]`);
  const parts = partsOf(list);
  const part = parts[Number(index)] ?? parts.at(-1);
  if (what === "add") addPart(form, part);
  else if (what === "remove") removePart(form, part);
  else movePart(form, part, what === "up" ? -1 : 1);
}

export function addPart(form, after) {
  const part = emptied(after.cloneNode(true));
  after.after(part);
  finish(form, part, "added");
  focusIn(part);
}

export function movePart(form, part, step) {
  const parts = partsOf(part.parentElement);
  const neighbour = parts[parts.indexOf(part) + step];
  if (!neighbour) return say(form, "edge");
  if (step < 0) part.after(neighbour);
  else part.before(neighbour);
  finish(form, part, "moved");
}

export function removePart(form, part) {
  const list = part.parentElement;
  const parts = partsOf(list);
  if (parts.length === 1) part.before(emptied(part.cloneNode(true)));
  if (isWritten(part)) part.before(undoOf(form, part));
  const next = part.nextElementSibling ?? part.previousElementSibling;
  part.remove();
  finish(form, partsOf(list)[0], "gone");
  focusIn(list.querySelector("[data-gone]") ?? next);
}

// It leaves the form, so that nobody sends it, and stays in memory as long as the page.
function undoOf(form, part) {
  const note = document.createElement("p");
  const button = document.createElement("button");
  const words = form.querySelector("[data-says]").dataset;
  for (const other of part.parentElement.querySelectorAll("[data-gone]")) other.remove();
  note.dataset.gone = "";
  note.className = "part part--gone";
  note.append(`${words.gone} `, button);
  Object.assign(button, { type: "button", className: "button button--secondary button--small", textContent: words.undo });
  button.addEventListener("click", () => {
    note.replaceWith(part);
    finish(form, part, "restored");
    focusIn(part);
  });
  return note;
}

export function isWritten(part) {
  return [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked : field.value.trim(),
  );
}

function emptied(part) {
  for (const field of part.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (field.type === "checkbox") field.checked = false;
    else if (field.matches("select")) field.selectedIndex = 0;
    else field.value = field.defaultValue = "";
    field.removeAttribute("aria-invalid");
  }
  for (const error of part.querySelectorAll(".field__error")) error.remove();
  for (const failed of part.querySelectorAll(".field--failed")) failed.classList.remove("field--failed");
  for (const details of part.querySelectorAll("details")) details.open = false;
  return part;
}

function finish(form, part, said) {
  const list = part.parentElement;
  const parts = partsOf(list);
  parts.forEach((each, place) => count(each, list.dataset.parts, place));
  say(form, said, { n: parts.indexOf(part) + 1, m: parts.length });
  changed(form);
}

// Names, ids and labels say the place: “item-3-options-2-text”, “Option 3”.
function count(part, group, place) {
  const pattern = new RegExp(`(${CSS.escape(group)})-(\\d+)(?=-|_|$)`, "g");
  const before = Number(part.querySelector(`[name^="${CSS.escape(group)}-"]`)?.name.slice(group.length + 1).match(/^\d+/)?.[0] ?? place);
  if (before === place) return;
  for (const element of part.querySelectorAll("*")) {
    for (const name of COUNTED) {
      const value = element.getAttribute(name);
      const isButton = element.name === "do";
      if (value && (name !== "value" || isButton)) element.setAttribute(name, value.replace(pattern, `$1-${place}`));
    }
  }
  const counted = (words) => words.replace(new RegExp(`(?<!\\d)${before + 1}(?!\\d)`), place + 1);
  for (const named of part.querySelectorAll("[aria-label]")) named.ariaLabel = counted(named.ariaLabel);
  for (const label of part.querySelectorAll("label, legend, summary")) {
    const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) node.data = counted(node.data);
  }
}

