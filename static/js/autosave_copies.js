// Copies of what was typed and has not reached the server yet, in this browser: one a window. Who is alive holds a lock
// under the name of its copy; what nobody holds was left behind by a window that crashed or was closed.
const KEPT = 60 * 86_400_000; // milliseconds, unless a copy says otherwise

export function hold(key) {
  navigator.locks?.request(key, () => new Promise(() => {}));
}

// Whether there was room for it.
export function write(key, copy) {
  try {
    localStorage.setItem(key, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function drop(key) {
  localStorage.removeItem(key);
}

// What was left behind under keys that begin like that, the newest first, each with its `key`.
export async function leftBehind(prefix) {
  const alive = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix) && !alive.has(key));
  const copies = keys.map(readCopy).filter(Boolean);
  return copies.sort((one, other) => other.at - one.at);
}

function readCopy(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(key));
    if (copy?.fields && Date.now() - copy.at < (copy.lasts ?? KEPT)) return { ...copy, key };
  } catch {
    // not a copy of ours, or cut short
  }
  drop(key);
  return null;
}
