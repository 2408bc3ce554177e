// Where the work goes on, and a sentence for those who do not see it.
const FIELD = "input:not([type=hidden]), textarea, select";

export function fieldsIn(element) {
  return [...element.querySelectorAll(FIELD)].filter((field) => field.checkVisibility());
}

export function focusIn(element) {
  const button = element.querySelector(".item-row__open") ?? element.querySelector("button");
  const field = fieldsIn(element).find((found) => !found.dataset.do) ?? button ?? element;
  field.focus();
  element.scrollIntoView({ block: "nearest" });
}

export function say(form, what, values = {}) {
  const status = form.querySelector("[data-says]");
  status.textContent = status.dataset[what].replace("%n", values.n).replace("%m", values.m);
}

export function changed(form) {
  form.dispatchEvent(new CustomEvent("editor:changed", { bubbles: true }));
}
