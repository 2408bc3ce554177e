// A chapter that was heard to its end is marked as read, through the button that stands below it.

const ENOUGH = 0.8; // of a chapter has to be heard, not jumped over

export function hearParts(audio) {
  const parts = [...document.querySelectorAll("[data-part][data-start]")];
  const heard = new Map(parts.map((part) => [part, 0]));
  let last = null;

  const partAt = (time) => parts.findLast((part) => Number(part.dataset.start) <= time + 0.05);
  const endOf = (part) => Number(parts[parts.indexOf(part) + 1]?.dataset.start ?? audio.duration);

  function listen() {
    const now = audio.currentTime;
    const part = last === null ? undefined : partAt(last);
    // A step further than the clock can have gone is a jump.
    const isStep = last !== null && now > last && now - last < 1 + 2 * audio.playbackRate;
    if (part && isStep && !audio.seeking) {
      heard.set(part, heard.get(part) + now - last);
      const end = endOf(part);
      const isWhole = heard.get(part) >= ENOUGH * (end - Number(part.dataset.start));
      if (isWhole && (now >= end - 0.3 || audio.ended)) markRead(part);
    }
    last = audio.seeking ? null : now;
  }
  audio.addEventListener("timeupdate", listen);
  audio.addEventListener("ended", listen);
  audio.addEventListener("seeking", () => (last = null));
}

async function markRead(part) {
  if ("read" in part.dataset) return;
  const form = part.querySelector(".book__mark form");
  const button = form?.querySelector("[name=part]");
  if (!button) return;
  part.dataset.read = "";
  try {
    const body = new FormData(form, button);
    body.delete("opened"); // the time goes on by itself
    const response = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(part.id)?.querySelector(".book__mark");
    if (!fresh) throw new Error(response.status);
    part.querySelector(".book__mark").replaceWith(document.importNode(fresh, true));
    const contents = page.querySelector(".contents");
    if (contents) document.querySelector(".contents").replaceWith(document.importNode(contents, true));
  } catch {
    delete part.dataset.read; // the button is still there
  }
}
