// A part of the page that changes while the server works (data-live-part="where it is fetched"): fetched again, less and
// less often, until what comes back says no more that it will change. Where focus was in it, it stays in it.
const FIRST = 1_000; // milliseconds
const LONGEST = 10_000;
const TRIES = 90;

export default function start(part) {
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  part.before(said);
  look(part, said, FIRST, TRIES);
}

function look(part, said, wait, tries) {
  if (!tries) return part.removeAttribute("aria-busy");
  setTimeout(async () => {
    const isSettled = part.isConnected && !document.hidden && (await refresh(part, said));
    if (part.isConnected && !isSettled) look(part, said, Math.min(wait * 1.3, LONGEST), document.hidden ? tries : tries - 1);
  }, wait);
}

// Whether it will not change any more.
async function refresh(part, said) {
  try {
    const answer = await fetch(part.dataset.livePart, { redirect: "manual", headers: { "X-Requested-With": "fetch" } });
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) return true;
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    if (!fresh) return false;
    show(part, fresh);
    said.textContent = part.querySelector(".progress__figure, .meter__figure")?.textContent ?? "";
    return !fresh.hasAttribute("data-live-part");
  } catch {
    return false; // no connection: the next time there may be one
  }
}

function show(part, fresh) {
  const hadFocus = part.contains(document.activeElement);
  part.replaceChildren(...fresh.childNodes);
  if (!fresh.hasAttribute("aria-busy")) part.removeAttribute("aria-busy");
  if (!hadFocus) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
}
