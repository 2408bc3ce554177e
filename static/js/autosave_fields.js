// What the fields of an editor hold: { name: [values] }, as the server keeps a draft of them.
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "do", "page", "revision"]);

export function read(form) {
  const fields = Object.create(null);
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || NOT_TYPED.has(name)) continue;
    (fields[name] ??= []).push(value.replaceAll("\0", ""));
  }
  return fields;
}

export function compare(before, after) {
  const changed = Object.create(null);
  for (const name in after) if (!areSame(before[name], after[name])) changed[name] = after[name];
  const removed = Object.keys(before).filter((name) => !(name in after));
  return { changed, removed };
}

export function isEqual(before, after) {
  const { changed, removed } = compare(before, after);
  return removed.length === 0 && Object.keys(changed).length === 0;
}

// Whether all that `part` holds stands in `whole` too; which window typed it does not matter.
export function holds(whole, part) {
  return Object.keys(part).every((name) => name === "window" || areSame(whole[name], part[name]));
}

function areSame(one, other) {
  return one?.length === other?.length && (one ?? []).every((value, place) => value === other[place]);
}
