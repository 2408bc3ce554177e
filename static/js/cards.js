// A session of cards, without a page load between two cards: a form is sent, and what the server answers stands in the
// place of the card before. The address, the title and the focus go along. Where anything is not as it should be, the
// browser sends the form itself.
import { listen } from "./cards_keys.js";
import { swipe } from "./cards_swipe.js";

let isSending = false;

export default function start(root) {
  root.dataset.ready = "";
  root.addEventListener("toggle", ({ target }) => target.matches("[data-turn][open]") && show(root), true);
  // On the window, so that whoever has something to write into the form has written it.
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || !root.contains(event.target)) return;
    event.preventDefault();
    send(root, event.target, event.submitter);
  });
  listen(root);
  swipe(root);
}

async function send(root, form, button) {
  if (isSending) return;
  isSending = true;
  const body = new FormData(form, button);
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  button?.setAttribute("aria-busy", "true");
  const answer = await post(address, body).catch(() => null);
  isSending = false;
  button?.removeAttribute("aria-busy");
  const fresh = answer?.page.querySelector("[data-cards]");
  if (fresh) swap(root, fresh, answer);
  else if (!answer) fail(root, button);
  else if (answer.redirected) location.assign(answer.url);
  else sendWhole(form, button, address);
}

async function post(address, body) {
  const answer = await fetch(address, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, url: answer.url, redirected: answer.redirected };
}

// What was refused: the browser sends it again, and shows the page that says why.
function sendWhole(form, button, address) {
  form.action = address;
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
}

function swap(root, fresh, answer) {
  document.title = answer.page.title;
  if (answer.redirected) history.replaceState(history.state, "", answer.url);
  root.replaceChildren(...fresh.childNodes);
  say(fresh.dataset.says);
  if (root.getBoundingClientRect().top < 0) root.scrollIntoView({ block: "start" });
  show(root);
  if (answer.redirected) document.dispatchEvent(new CustomEvent("cards:next")); // another card: its time begins now
}

// To the field to type in, to the answer that came to light, else to the top of the card; or to what was done.
function show(root) {
  const answer = [...root.querySelectorAll("[data-answer]")].find((found) => found.checkVisibility());
  const place = root.querySelector("[data-card-focus]") ?? answer ?? root.querySelector("[data-card]");
  place?.focus({ preventScroll: true });
  answer?.scrollIntoView({ block: "nearest" });
}

function fail(root, button) {
  const place = document.querySelector("[data-cards-says]");
  const note = root.querySelector("[data-cards-failed]") ?? document.createElement("p");
  note.className = "field__error";
  note.dataset.cardsFailed = "";
  note.textContent = place.dataset.failed;
  root.prepend(note);
  say(place.dataset.failed);
  button?.focus();
}

function say(words) {
  document.querySelector("[data-cards-says]").textContent = words;
}
