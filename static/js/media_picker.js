// Media while writing: a dialog in which to upload or choose a file; its line goes to the caret of the textarea used last,
// or becomes the whole of the field that the link names.
// What the dialog shows are the pages of the media themselves, of which it takes the part that is marked so.
const PART = "[data-media-part]";
let target = null;
let dialog = null;
let opener = null;

export default function (event, element) {
  if (event.type === "focusin") target = event.target;
  else open(element);
}

function open(link) {
  opener = link;
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.className = "dialog media-dialog";
  dialog.setAttribute("aria-label", link.dataset.label);
  dialog.innerHTML = `<div class="row row--between"><h2 class="dialog__title"></h2><button class="button button--quiet" type="button" data-closes></button></div><div class="media-dialog__body" tabindex="-1"></div>`;
  dialog.querySelector("h2").textContent = link.dataset.label;
  dialog.querySelector("[data-closes]").textContent = link.dataset.close;
  dialog.addEventListener("click", follow);
  dialog.addEventListener("submit", send);
  document.body.append(dialog);
  dialog.showModal();
  show(fetch(link.href), true);
}

async function show(answer, isFirst = false) {
  const body = dialog.querySelector(".media-dialog__body");
  body.setAttribute("aria-busy", "true");
  try {
    const response = await answer;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const part = page.querySelector(PART);
    if (!part || new URL(response.url).origin !== location.origin) throw new Error(response.status);
    body.replaceChildren(document.importNode(part, true));
    body.dataset.address = response.url;
    if (!isFirst && insertOnly(body)) return;
    for (const button of body.querySelectorAll("[data-insert]")) button.hidden = false;
    (body.querySelector("[data-error-summary], [data-insert][data-new]") ?? body.querySelector("input:not([type=hidden])") ?? body).focus();
  } catch {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = opener.dataset.failed;
    body.replaceChildren(said);
  } finally {
    body.removeAttribute("aria-busy");
  }
}

// One file was brought and nothing is left to say of it: it goes where it was wanted.
function insertOnly(body) {
  const fresh = body.querySelectorAll("fieldset.media-describe");
  const ready = body.querySelectorAll("[data-insert][data-new]");
  if (fresh.length !== 1 || ready.length !== 1) return false;
  insert(ready[0].dataset.insert);
  return true;
}

function follow(event) {
  const button = event.target.closest("[data-insert]");
  const link = event.target.closest("a[href]");
  if (button) insert(button.dataset.insert);
  else if (link && !link.target && link.origin === location.origin) {
    event.preventDefault();
    show(fetch(link.href));
  }
}

function send(event) {
  const form = event.target;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const address = new URL(form.getAttribute("action") || "", dialog.querySelector(".media-dialog__body").dataset.address);
  if (form.method === "post") return show(fetch(address, { method: "POST", body: data }));
  address.search = new URLSearchParams(data);
  return show(fetch(address));
}

// The browser's own way of typing keeps the way back (Ctrl+Z); where it has none, the text is set.
function insert(line) {
  dialog.close();
  const field = document.getElementById(opener.dataset.mediaInto);
  const text = field ?? (target?.isConnected ? target : document.querySelector("form textarea:not([readonly])"));
  if (!text) return;
  text.focus();
  if (field) field.select();
  if (!document.execCommand("insertText", false, line)) {
    text.setRangeText(line, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
