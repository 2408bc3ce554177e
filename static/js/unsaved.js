// Leaving a form with unsaved typing asks first; saving does not.
const unsaved = new Set();
let isListening = false;

function warn(event) {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
}

export default function (event, form) {
  unsaved.add(form);
  form.addEventListener("submit", () => unsaved.delete(form), { once: true });
  if (!isListening) addEventListener("beforeunload", warn);
  isListening = true;
}
