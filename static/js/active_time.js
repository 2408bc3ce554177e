// How long somebody was really at this page: it was in sight, and there was a sign of somebody within the last minute.
// Every form with data-active-time takes it along in its field `active`, in milliseconds.
const STILL_HERE = 60_000; // milliseconds after a sign: so long one may read without moving
const SIGNS = ["pointerdown", "pointermove", "keydown", "input", "scroll", "wheel", "touchmove"];

let active = 0;
let isInSight = !document.hidden;
let sign = performance.now();
let until = sign; // what passed before that is counted

function count() {
  const now = performance.now();
  if (isInSight) active += Math.max(0, Math.min(now, sign + STILL_HERE) - until);
  until = now;
}

function notice() {
  count();
  sign = until;
}

function look() {
  count();
  isInSight = !document.hidden;
  sign = until;
}

// Since the page was opened, or since the last `restart`.
export function activeMilliseconds() {
  count();
  return Math.round(active);
}

// What passed until now has been told, and counts no more.
export function restart() {
  count();
  active = 0;
}

for (const name of SIGNS) addEventListener(name, notice, { capture: true, passive: true });
document.addEventListener("visibilitychange", look);
addEventListener(
  "submit",
  ({ target: form }) => {
    if (form.matches("[data-active-time]") && form.elements.active) form.elements.active.value = activeMilliseconds();
  },
  { capture: true },
);
