// What cannot wait (a pressed button says so at once) and a table of behaviours, each fetched when a page first needs it.
// A behaviour is a module whose default export takes the event and the element that carries the data- attribute.

const behaviours = [
  { on: "click", where: "[data-opens], [data-closes]", load: () => import("./dialog.js") },
  { on: "submit", where: "[data-theme-form]", load: () => import("./theme.js"), instead: () => true },
  { on: "change", where: "[data-autosubmit]", load: () => import("./autosubmit.js") },
  { on: "input", where: "[data-unsaved]", load: () => import("./unsaved.js") },
  { on: "dragenter", where: "[data-file-drop]", load: () => import("./file_drop.js") },
  { on: "change", where: "[data-shortcuts-switch]", load: () => import("./shortcuts_switch.js") },
  { on: "keydown", where: ":root", load: () => import("./shortcuts.js"), when: isShortcut, instead: (event) => event.key === "/" },
];

function isShortcut(event) {
  const isTyping = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const isOff = localStorage.getItem("shortcuts") === "off";
  return event.key.length === 1 && !isTyping && !isOff && !(event.ctrlKey || event.metaKey || event.altKey);
}

for (const { on, where, load, when, instead } of behaviours) {
  document.addEventListener(on, (event) => {
    const element = event.target instanceof Element ? event.target.closest(where) : null;
    if (!element || (when && !when(event))) return;
    if (instead?.(event)) event.preventDefault();
    load().then((behaviour) => behaviour.default(event, element));
  });
}

// A pressed button shows it, and cannot be pressed twice; coming back by the browser's arrow frees it again.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button || button.closest("dialog form[method=dialog]")) return;
  setTimeout(() => {
    if (event.defaultPrevented) return;
    button.setAttribute("aria-busy", "true");
    button.dataset.pressed = "";
    button.form?.addEventListener("submit", refuse, { capture: true });
  });
});

function refuse(event) {
  event.preventDefault();
}

addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-pressed]")) {
    button.removeAttribute("aria-busy");
    delete button.dataset.pressed;
    button.form?.removeEventListener("submit", refuse, { capture: true });
  }
});

// An open menu closes by Escape and by a click beside it.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
for (const box of document.querySelectorAll("[data-shortcuts-switch]")) box.checked = localStorage.getItem("shortcuts") !== "off";

// What went wrong is read first; what was said can be put away.
document.querySelector("[data-error-summary]")?.focus();
for (const toasts of document.querySelectorAll("[data-toasts]")) {
  for (const toast of toasts.children) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toast__dismiss";
    button.textContent = "×";
    button.setAttribute("aria-label", toasts.dataset.dismissLabel);
    button.addEventListener("click", () => toast.remove());
    toast.append(button);
  }
}
