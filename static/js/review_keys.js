// Keys of a review: j and k go through the items to read, f, p and c say what one is, o folds and opens what was approved
// before, d goes to the decision. They act on the item in which the focus is, and on the first one otherwise.
const keys = { j: () => go(1), k: () => go(-1), f: () => say("fine"), p: () => say("problem"), c: () => say("comment"), o: fold, d: decide };

export default function (event) {
  if (document.querySelector("dialog[open]") || !Object.hasOwn(keys, event.key)) return;
  keys[event.key]();
}

function items() {
  return [...document.querySelectorAll("[data-review-item]")];
}

function current() {
  return document.activeElement.closest("[data-review-item]");
}

function go(step) {
  const all = items();
  const here = all.indexOf(current());
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  if (all[next]) moveTo(all[next]);
  else if (next >= all.length) decide();
}

function moveTo(place) {
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

function say(verdict) {
  const item = current() ?? items()[0];
  const choice = item?.querySelector(`input[name^="verdict-"][value="${verdict}"]`);
  if (!choice) return;
  if (item !== current()) moveTo(item);
  choice.checked = true;
  for (const name of ["input", "change"]) choice.dispatchEvent(new Event(name, { bubbles: true }));
  if (verdict !== "fine" || item.matches("[data-review-accused]")) item.querySelector("textarea[name^='reason-']").focus();
}

function fold() {
  const folded = [...document.querySelectorAll("[data-review-folded]")];
  const opens = folded.some((one) => !one.open);
  for (const one of folded) one.open = opens;
}

function decide() {
  const decision = document.querySelector("[data-review-decision]");
  if (decision) moveTo(decision);
}
