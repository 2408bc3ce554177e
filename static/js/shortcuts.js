// Keys: `?` lists the shortcuts, `/` goes to the search field, others press what carries their data-key, if it can be seen.
// They can be turned off in the list itself (WCAG 2.1.4); the footer opens the list in any case.
export default function (event) {
  const list = document.getElementById("shortcuts");
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") list?.showModal();
  else if (event.key === "/") document.querySelector("[data-search]")?.focus();
  else pressKey(document.querySelector(`[data-key="${CSS.escape(event.key)}"]`));
}

function pressKey(element) {
  if (element?.checkVisibility()) element.click();
}
