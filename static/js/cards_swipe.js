// A turned card is rated with the thumb: to the left is Again, to the right is Good. It follows the finger and says what
// letting go would mean; let go early, it comes back. Never the only way: the buttons stand below. The browser keeps
// what goes up and down to itself (touch-action), and takes the gesture away when it begins to scroll.
const SURE = 0.28; // of the width of the card
const SLACK = 12; // pixels within which a finger means nothing
const RATINGS = { again: "1", good: "3" };

export function swipe(root) {
  let drag = null;

  root.addEventListener("pointerdown", (event) => {
    if (drag) return (drag = drop(drag)); // a second finger
    const card = event.target.closest("[data-card]");
    if (event.pointerType === "mouse" || !card || !button(card, "good") || isBusy(event.target, card)) return;
    drag = { card, id: event.pointerId, x: event.clientX, y: event.clientY, by: 0, stamp: null };
  });

  root.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.stamp && Math.abs(y) > Math.max(SLACK, Math.abs(x))) return (drag = drop(drag));
    if (drag.stamp || Math.abs(x) > SLACK) pull(drag, x);
  });

  root.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { card, by } = drag;
    if (isSure(drag)) button(card, side(by)).click();
    drag = drop(drag);
  });

  root.addEventListener("pointercancel", () => (drag = drag && drop(drag)));
}

function pull(drag, x) {
  drag.by = x;
  if (!drag.stamp || drag.stamp.dataset.side !== side(x)) stamp(drag);
  drag.stamp.classList.toggle("flashcard__stamp--sure", isSure(drag));
  drag.card.classList.add("flashcard--dragged");
  drag.card.style.setProperty("--drag", `${x}px`);
}

function stamp(drag) {
  drag.stamp?.remove();
  const to = side(drag.by);
  drag.stamp = Object.assign(document.createElement("span"), {
    className: `flashcard__stamp flashcard__stamp--${to}`,
    textContent: button(drag.card, to).firstChild.textContent.trim(),
    ariaHidden: "true",
  });
  drag.stamp.dataset.side = to;
  drag.card.append(drag.stamp);
}

function drop({ card, stamp: shown }) {
  shown?.remove();
  card.classList.add("flashcard--returns");
  card.classList.remove("flashcard--dragged");
  card.style.removeProperty("--drag");
  setTimeout(() => card.classList.remove("flashcard--returns"), 200);
  return null;
}

function side(x) {
  return x < 0 ? "again" : "good";
}

function isSure({ card, by }) {
  return Math.abs(by) > SURE * card.clientWidth;
}

function button(card, rating) {
  const found = card.querySelector(`[data-ratings] [value="${RATINGS[rating]}"]`);
  return found?.checkVisibility() ? found : null;
}

// What the finger may have come for: a field, words that are selected, a table that scrolls by itself.
function isBusy(target, card) {
  if (target.closest("input, textarea, select") || String(getSelection())) return true;
  for (let part = target; part !== card; part = part.parentElement) if (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== "visible") return true;
  return false;
}
