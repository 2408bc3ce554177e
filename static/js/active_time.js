// How long somebody was at this page: it was in sight, and within the last minute something was typed, pressed, pointed at
// or scrolled; or a recording on it was heard. Fills the field `active` (ms) of every form with `data-active-time`.

const QUIET = 60_000;
let counted = 0;
let at = performance.now(); // up to when it is counted
let sign = at; // the last sign of somebody
let playing = 0;

function settle() {
  const now = performance.now();
  const until = playing ? now : Math.min(now, sign + QUIET);
  if (playing || wasVisible) counted += Math.max(0, until - at);
  at = now;
}

let wasVisible = document.visibilityState === "visible";

document.addEventListener("visibilitychange", () => {
  settle();
  wasVisible = document.visibilityState === "visible";
  sign = at;
});

for (const name of ["pointerdown", "pointermove", "wheel", "touchmove", "scroll", "keydown", "input"]) {
  addEventListener(name, () => { settle(); sign = at; }, { capture: true, passive: true });
}

// What media do does not bubble.
const heard = new Set();
for (const name of ["playing", "pause", "ended", "emptied", "waiting"]) {
  document.addEventListener(name, (event) => {
    settle();
    if (name === "playing") heard.add(event.target);
    else heard.delete(event.target);
    playing = heard.size;
    sign = at;
  }, { capture: true });
}

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-active-time]") || !target.elements.active) return;
  target.elements.active.value = Math.round(activeTime());
}, { capture: true });

// A page that shows another card without being loaded anew: its time begins now.
document.addEventListener("cards:next", () => take(activeTime()));

// The milliseconds that have not been taken yet.
export function activeTime() {
  settle();
  return counted;
}

// So much of it has been told to the server: it counts from here on.
export function take(milliseconds) {
  counted = Math.max(0, counted - milliseconds);
}
