// Says from time to time, and when the page is left, how long somebody was at it. All forms go on from the mark that comes
// back, so that no moment counts twice.
import { activeTime, take } from "./active_time.js";

const EVERY = 120_000; // ms: well below the longest that counts at once
const LEAST = 1000;
let isSending = false;

async function send(form) {
  const active = Math.round(activeTime());
  if (isSending || active < LEAST) return;
  isSending = true;
  const body = new FormData(form);
  body.set("active", active);
  try {
    const response = await fetch(form.action, { method: "POST", body, keepalive: true });
    if (!response.ok || response.redirected) return;
    const { opened } = await response.json();
    for (const field of document.querySelectorAll("input[name=opened]")) field.value = opened;
    take(active);
  } catch {
    // The line is gone: the next time counts what this one did not.
  } finally {
    isSending = false;
  }
}

export default function start(form) {
  setInterval(() => send(form), EVERY);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send(form));
  addEventListener("pagehide", () => send(form));
}
