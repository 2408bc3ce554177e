// Keys of a session: Space and Enter show the answer, then press the rating that is offered; “-” buries the card and “!”
// suspends it; Ctrl+Z takes back. The digits and “u” are pressed like all keys that a button names (see shortcuts.js).
export function listen(root) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.defaultPrevented || event.repeat) return;
    const button = find(root, event);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function find(root, event) {
  const isTyping = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const isCommand = event.ctrlKey || event.metaKey;
  if (isTyping || event.altKey) return null;
  if (isCommand) return event.key === "z" && !event.shiftKey ? root.querySelector("[data-undo]") : null;
  if (localStorage.getItem("shortcuts") === "off") return null;
  if (event.key === " " || event.key === "Enter") return isPressed(event.target) ? null : next(root);
  return root.querySelector(`[data-card-key="${CSS.escape(event.key)}"]`);
}

// What does something of its own with the key.
function isPressed(target) {
  return target.closest("a, button, summary, input, label");
}

function next(root) {
  const rating = root.querySelector("[data-suggested]");
  return rating?.checkVisibility() ? rating : root.querySelector("[data-turn] > summary, [data-check]");
}
