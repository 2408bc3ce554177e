// A link to a field opens what the field is folded into, and goes to it.
export default function (event, link) {
  goTo(link.hash);
}

export function goTo(hash) {
  const field = find(hash.slice(1));
  for (let part = field; part; part = part.parentElement) if (part.matches("details")) part.open = true;
  const isGroup = field && !field.matches("input, textarea, select, [tabindex]");
  (isGroup ? (field.querySelector("input, textarea, select") ?? field) : field)?.focus();
  field?.scrollIntoView({ block: "nearest" });
}

// The element of that id, or the next larger one that it names: “id_item-3-gaps-1” is in “id_item-3-gaps” or in row 3.
function find(id) {
  const found = document.getElementById(id);
  if (found) return found;
  const shorter = id.replace(/-[^-]*$/, "");
  const row = /^id_item-(\d+)$/.exec(id);
  if (row) return document.querySelector(`[data-row="${row[1]}"]`);
  return shorter === id ? null : find(shorter);
}
