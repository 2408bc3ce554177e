// A row follows the pointer while it is held by its number. The arrow buttons and keys do the same.
import { dropRow, rowsOf } from "./editor_rows.js";

const EDGE = 80; // px from the edge of the window: there the page scrolls along

export function watchDrags(form) {
  form.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-number]");
    if (handle && event.button === 0) drag(form, handle, event);
  });
}

function drag(form, handle, { pointerId }) {
  const row = handle.closest("[data-row]");
  const before = rowsOf(form).indexOf(row);
  handle.setPointerCapture(pointerId);
  const follow = (event) => {
    row.dataset.held = "";
    moveTo(form, row, event.clientY);
  };
  const stop = () => {
    handle.removeEventListener("pointermove", follow);
    delete row.dataset.held;
    if (rowsOf(form).indexOf(row) !== before) dropRow(form, row);
  };
  handle.addEventListener("pointermove", follow);
  handle.addEventListener("lostpointercapture", stop, { once: true });
}

function moveTo(form, row, y) {
  if (y < EDGE) scrollBy(0, -12);
  if (y > innerHeight - EDGE) scrollBy(0, 12);
  const over = rowsOf(form).find((other) => {
    const { top, bottom } = other.getBoundingClientRect();
    return other !== row && y >= top && y < bottom;
  });
  if (!over) return;
  const { top, height } = over.getBoundingClientRect();
  const isBelow = follows(over, row);
  // Past its middle, seen from where the row comes: a high row does not jump back and forth. It is the others that
  // move, for what moves in the document is no longer held.
  if (isBelow && y > top + height / 2) while (follows(over, row)) row.before(row.nextElementSibling);
  if (!isBelow && y < top + height / 2) while (follows(row, over)) row.after(row.previousElementSibling);
}

function follows(one, other) {
  return Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
}
