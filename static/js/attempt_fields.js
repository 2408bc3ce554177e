// What stands in the fields of one question: [[name, value], …], as the form sends them.
export function read(question) {
  return fieldsOf(question)
    .filter((field) => !isTick(field) || field.checked)
    .map((field) => [field.name, field.value]);
}

export function fill(question, pairs) {
  const values = new Map(pairs);
  for (const field of fieldsOf(question)) {
    if (isTick(field)) field.checked = pairs.some(([name, value]) => name === field.name && value === field.value);
    else field.value = values.get(field.name) ?? "";
  }
}

export function areSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// Whether somebody answered before this module came.
export function isTouched(question) {
  return fieldsOf(question).some((field) => {
    if (isTick(field)) return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.value !== "";
    return field.value !== field.defaultValue.replaceAll("\r\n", "\n");
  });
}

// The answer that the form was made with, or that the server took last.
export function wasOf(question) {
  return question.querySelector(`[name="q-${question.dataset.question}-was"]`);
}

function fieldsOf(question) {
  return [...question.querySelectorAll("input, select, textarea")].filter((field) => field.type !== "hidden" && field.name);
}

function isTick(field) {
  return field.type === "checkbox" || field.type === "radio";
}
