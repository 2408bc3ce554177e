// The editor: what its buttons ask for happens in the page, its keys work, and a field of a type asks for that type.
// Without it every button sends the whole form.
import { act } from "./editor_actions.js";
import { watchCards } from "./editor_cards.js";
import { watchChoices } from "./editor_choices.js";
import { watchDrags } from "./editor_drag.js";
import { pressKey } from "./editor_keys.js";
import { blankRow } from "./editor_server.js";
import { gatherTools, pressArrow } from "./editor_toolbars.js";

const started = new WeakSet();

// A button was pressed.
export default function (event, form) {
  start(form);
  act(form, event.submitter.value);
}

export function start(form) {
  if (started.has(form)) return;
  started.add(form);
  form.addEventListener("keydown", (event) => pressKey(event, form));
  form.addEventListener("keydown", pressArrow);
  form.dataset.ready = "";
  gatherTools(form);
  watchChoices(form);
  watchDrags(form);
  watchCards(form);
  if (form.contains(document.activeElement)) prepare(form);
  else for (const touch of ["focusin", "pointerdown"]) form.addEventListener(touch, () => prepare(form), { once: true });
}

// Once somebody begins: the next row is then there at once, and even without a network.
function prepare(form) {
  const type = form.elements.add_type;
  if (type) blankRow(form, type.value).catch(() => {});
}
