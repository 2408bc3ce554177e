// A field of a type asks for the fields of that type. Chosen by keys it passes other types on its way: so it counts
// once the keys rest, or the field is left. Chosen by the mouse it counts at once.
import { act } from "./editor_actions.js";
import { fieldsIn } from "./editor_words.js";

const REST = 700; // milliseconds without a key
let field = null; // in which keys choose
let timer = 0;

export function watchChoices(form) {
  form.addEventListener("keydown", (event) => note(event, form), true);
  form.addEventListener("pointerdown", () => (field = null), true);
  form.addEventListener("change", ({ target }) => target.dataset.do && choose(form, target));
  form.addEventListener("focusout", ({ target }) => target.dataset.do && timer && take(form, target));
}

function note(event, form) {
  const { target, key, shiftKey } = event;
  field = target.dataset.do ? target : null;
  const leaves = key === "Enter" || (key === "Tab" && !shiftKey);
  if (!field || !timer || !leaves || hasNext(target)) return;
  event.preventDefault();
  goTo(form, target);
}

// Whether a field of the type before stands behind it already: the focus goes there, and stays there.
function hasNext(target) {
  return fieldsIn(target.closest("[data-check], [data-row]")).at(-1) !== target;
}

function choose(form, target) {
  clearTimeout(timer);
  if (target === field) timer = setTimeout(() => take(form, target), REST);
  else goTo(form, target);
}

// To the first field of the new type; where there is none after all, it stays.
async function goTo(form, target) {
  clearTimeout(timer);
  timer = 0;
  target.blur();
  await act(form, target.dataset.do);
  if (document.activeElement === document.body && target.isConnected) target.focus();
}

function take(form, target) {
  clearTimeout(timer);
  timer = 0;
  act(form, target.dataset.do);
}
