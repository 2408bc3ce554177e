// Leaving a form with unsaved typing asks first; saving does not, nor does a button that only changes the page. A form
// that begins to save by itself gives up the mark, and answers for itself.
const unsaved = new Set();
let isListening = false;

function warn(event) {
  if ([...unsaved].some((form) => form.isConnected && "unsaved" in form.dataset)) event.preventDefault();
}

function forget(event) {
  const form = event.currentTarget;
  unsaved.delete(form);
  form.removeEventListener("submit", forget);
  setTimeout(() => event.defaultPrevented && remember(form));
}

function remember(form) {
  unsaved.add(form);
  form.addEventListener("submit", forget);
}

export default function (event, form) {
  remember(form);
  if (!isListening) addEventListener("beforeunload", warn);
  isListening = true;
}
