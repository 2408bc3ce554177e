// Opens the dialog a button names (data-opens="id"); closes the one a button stands in (data-closes).
export default function (event, button) {
  if ("closes" in button.dataset) {
    button.closest("dialog")?.close();
    return;
  }
  document.getElementById(button.dataset.opens)?.showModal();
}
