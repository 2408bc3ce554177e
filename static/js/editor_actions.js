// From the value of a button (“up-3”, “partadd-item-3-options-1”) to what it does.
import { changePart } from "./editor_parts.js";
import { addRow, askQuestion, copyRow, moveRow, openRow, removeRow, restoreRow, retypeRow } from "./editor_rows.js";

const rowActions = {
  add: addRow,
  copy: copyRow,
  open: openRow,
  type: retypeRow,
  ask: askQuestion,
  remove: removeRow,
  restore: restoreRow,
  up: (form, row) => moveRow(form, row, -1),
  down: (form, row) => moveRow(form, row, 1),
};

export async function act(form, name) {
  const [what, ...rest] = name.split("-");
  if (what.startsWith("part")) return changePart(form, what.slice(4), rest.join("-"));
  return rowActions[what](form, form.querySelector(`[data-row="${CSS.escape(rest[0] ?? "")}"]`));
}
