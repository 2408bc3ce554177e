// Answering where one reads: the form of the threads is sent, and what it changed is taken from the page that comes
// back: the list whose button was pressed, or all of a page that is about nothing else. Every box comes back with what
// stands in it, so nothing half-typed is lost, and the rest of the page is left alone.
export default async function (event, form) {
  const button = event.submitter;
  const body = new FormData(form, button);
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  const page = await send(button.formAction, body).catch(() => null);
  if (!page) return sendWhole(form, button);
  const part = button.closest("[data-thread-list]") ?? document.getElementById("main");
  const fresh = page.getElementById(part.id) ?? page.getElementById("main");
  (fresh.id === part.id ? part : document.getElementById("main")).replaceWith(fresh);
  fresh.focus();
  if (part.id === "main") return;
  keep(form, page);
  replace("thread-count", page);
  tell(page.querySelector("[data-toasts]"));
}

async function send(url, body) {
  const answer = await fetch(url, { method: "POST", body });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

// What was not done: the browser sends it again, and shows the page that says why.
function sendWhole(form, button) {
  form.action = button.formAction;
  if (button.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
}

// All else that was typed into the form of a whole page went along, and is kept: it goes on from there, and says so.
function keep(form, page) {
  const fresh = page.getElementById(form.id)?.elements.kept;
  if (!form.elements.kept || !fresh) return;
  form.elements.kept.value = fresh.value;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function replace(id, page) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (old && fresh) old.replaceWith(fresh);
}

function tell(toasts) {
  const shown = document.querySelector("[data-toasts]");
  if (!toasts) return;
  if (shown) shown.replaceChildren(...toasts.children);
  else document.getElementById("main").prepend(toasts.parentElement);
}
