// What cannot wait (a pressed button says so at once) and a table of behaviours, each fetched when a page first needs it.
// A behaviour is a module whose default export takes the event and the element that carries the data- attribute.

const behaviours = [
  { on: "click", where: "[data-opens], [data-closes]", load: () => import("./dialog.js") },
  { on: "click", where: "[data-copies]", load: () => import("./copy.js") },
  { on: "submit", where: "[data-theme-form]", load: () => import("./theme.js"), instead: () => true },
  { on: "change", where: "[data-autosubmit]", load: () => import("./autosubmit.js") },
  { on: "input", where: "[data-unsaved]", load: () => import("./unsaved.js") },
  { on: "editor:changed", where: "[data-unsaved]", load: () => import("./unsaved.js") },
  { on: "submit", where: "[data-editor]", load: () => import("./editor.js"), when: isInPlace, instead: () => true },
  { on: "click", where: "[data-error-summary] a[href^='#']", load: () => import("./go_to_field.js"), instead: () => true },
  { on: "click", where: "[data-goto-line]", load: () => import("./goto_line.js"), instead: () => true },
  { on: "dragenter", where: "[data-file-drop]", load: () => import("./file_drop.js") },
  { on: "click", where: "[data-media-picker]", load: () => import("./media_picker.js"), when: isPlain, instead: () => true },
  { on: "focusin", where: "textarea", load: () => import("./media_picker.js"), when: () => document.querySelector("[data-media-picker]") },
  { on: "change", where: "[data-shortcuts-switch]", load: () => import("./shortcuts_switch.js") },
  { on: "submit", where: "[data-threads]", load: () => import("./threads.js"), when: isOfThread, instead: () => true },
  { on: "input", where: "[data-review]", load: () => import("./review_draft.js") },
  { on: "change", where: "[data-review]", load: () => import("./review_progress.js") },
  { on: "keydown", where: ":root", load: () => import("./review_keys.js"), when: isReviewKey, instead: () => true },
  { on: "keydown", where: ":root", load: () => import("./shortcuts.js"), when: isShortcut, instead: (event) => event.key === "/" },
];

function isPlain(event) {
  return !(event.ctrlKey || event.metaKey || event.shiftKey);
}

function isShortcut(event) {
  const isTyping = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const isOff = localStorage.getItem("shortcuts") === "off";
  return event.key.length === 1 && !isTyping && !isOff && !(event.ctrlKey || event.metaKey || event.altKey);
}

// None of them is typed into the box that it goes to.
function isReviewKey(event) {
  return isShortcut(event) && "jkfpcod".includes(event.key) && document.querySelector("[data-review]");
}

// The form of the threads may be that of a whole page, with buttons of its own.
function isOfThread({ submitter }) {
  return submitter?.closest(".thread, .thread-open");
}

// What the editor does in the page; every other button of it sends the form.
function isInPlace({ submitter }) {
  const isNamed = /^(add|copy|open|remove|restore|up|down|part[a-z]+)(-|$)/.test(submitter?.value);
  return submitter?.name === "do" && isNamed && submitter.value !== "open-all";
}

for (const { on, where, load, when, instead } of behaviours) {
  let loaded; // one promise for all: two keys pressed while it loads act in the order in which they were pressed
  document.addEventListener(on, (event) => {
    const element = event.target instanceof Element ? event.target.closest(where) : null;
    if (!element || (when && !when(event))) return;
    if (instead?.(event)) event.preventDefault();
    loaded ??= load();
    loaded.then((behaviour) => behaviour.default(event, element), () => (loaded = undefined));
  });
}

// A pressed button shows it, and cannot be pressed twice; coming back by the browser's arrow frees it again.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button || button.formTarget === "_blank" || button.closest("dialog form[method=dialog]")) return;
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
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
for (const box of document.querySelectorAll("[data-shortcuts-switch]")) box.checked = localStorage.getItem("shortcuts") !== "off";

// A link to a field of this page: where the browser could not go there by itself, and nobody has gone elsewhere since.
if (location.hash.startsWith("#id_")) {
  import("./go_to_field.js").then((module) => document.activeElement === document.body && module.goTo(location.hash));
}

// What accompanies an editor for as long as it is open, fetched once the page stands.
const companions = [
  { where: "[data-autosave]", load: () => import("./autosave.js") },
  { where: "[data-presence]", load: () => import("./presence.js") },
  { where: "[data-live-preview]", load: () => import("./live_preview.js") },
];

// What goes along with studying, and measures the time that it takes.
const whileStudying = [
  { where: "form[data-active-time]", load: () => import("./active_time.js") },
  { where: "[data-attempt]", load: (attempt) => import("./attempt.js").then((module) => module.default(attempt)) },
  { where: "[data-cards]", load: (part) => import("./cards.js").then((cards) => cards.default(part)) },
  { where: "[data-reading]", load: (form) => import("./reading_time.js").then((time) => time.default(form)) },
  { where: "[data-reading]", load: (form) => import("./reading_place.js").then((place) => place.start(form)) },
  { where: "[data-player]", load: (player) => import("./player.js").then((module) => module.default(player)) },
];

addEventListener("load", () => {
  const form = document.querySelector("[data-editor]");
  if (form) import("./editor.js").then((editor) => editor.start(form));
  for (const { where, load } of whileStudying) for (const part of document.querySelectorAll(where)) load(part);
  for (const part of document.querySelectorAll("[data-live-part]")) import("./live_part.js").then((live) => live.default(part));
  for (const { where, load } of form ? companions : []) {
    const place = document.querySelector(where);
    if (place) load().then((companion) => companion.default(form, place));
  }
});

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
