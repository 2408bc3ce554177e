// Keeps the place at which somebody is, while she reads and when she leaves: the item that stands across the line two fifths
// down the page, or the one that is heard.

const EVERY = 10_000; // ms between two that are sent
const SETTLED = 2000;
let form = null;
let kept = ""; // what the server knows
let item = ""; // where she is
let second = () => 0;
let timer = 0;
let sentAt = -EVERY;

export function start(element) {
  form = element;
  kept = form.dataset.kept && `${form.dataset.kept} ${form.dataset.second}`;
  let isFirst = true;
  const line = new IntersectionObserver((entries) => {
    const found = entries.filter((entry) => entry.isIntersecting).pop();
    if (!found) return;
    // The page opens at its top: who was further on has not gone back yet.
    const isOpening = isFirst && kept && !location.hash;
    isFirst = false;
    if (isOpening) return;
    moveTo(found.target.dataset.item);
  }, { rootMargin: "-40% 0px -60% 0px" });
  for (const part of document.querySelectorAll("[data-item]")) line.observe(part);
  addEventListener("pagehide", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
}

// Where the sound is, for as long as this page is open: the place in the recording is kept with every other.
export function listen(position) {
  second = position;
}

export function moveTo(found) {
  item = found;
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(SETTLED, sentAt + EVERY - performance.now()));
}

export function send() {
  clearTimeout(timer);
  const here = `${item} ${second()}`;
  if (!form || !item || here === kept) return;
  sentAt = performance.now();
  kept = here;
  const body = new FormData(form);
  body.set("item", item);
  body.set("second", second());
  fetch(form.dataset.placeUrl, { method: "POST", body, keepalive: true }).catch(() => (kept = ""));
}
