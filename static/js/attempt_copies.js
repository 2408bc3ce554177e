// Answers that the server has not acknowledged yet, in this browser: one entry a question of an attempt.
const KEPT = 7 * 86_400_000; // milliseconds, after which a copy of an attempt that nobody opened again goes

// Whether there was room for it. A bad one is no answer to its question, the server said so: it waits to be mended.
export function write(attempt, question, fields, was, isBad = false) {
  try {
    localStorage.setItem(keyOf(attempt, question), JSON.stringify({ fields, was, isBad, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function drop(attempt, question) {
  localStorage.removeItem(keyOf(attempt, question));
}

// By question.
export function all(attempt) {
  const found = new Map();
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith("answer:"))) {
    const copy = parse(localStorage.getItem(key));
    const [, of, question] = key.split(":");
    if (!copy || Date.now() - copy.at > KEPT) localStorage.removeItem(key);
    else if (of === attempt) found.set(question, copy);
  }
  return found;
}

function keyOf(attempt, question) {
  return `answer:${attempt}:${question}`;
}

function parse(text) {
  try {
    const copy = JSON.parse(text);
    return Array.isArray(copy?.fields) && typeof copy.was === "string" ? copy : null;
  } catch {
    return null; // not ours, or cut short
  }
}
