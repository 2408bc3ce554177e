// Puts what stands in a field into the clipboard, and says so on the button; where the browser refuses, it is selected.
const SHOWN = 2000; // ms

export default async function copy(_event, button) {
  const field = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    return;
  }
  const label = (button.dataset.label ??= button.textContent);
  button.setAttribute("aria-live", "polite");
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = label), SHOWN);
}
