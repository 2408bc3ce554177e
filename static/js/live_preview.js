// The material as a student will see it, beside the editor: drawn by the server from the fields as they are, in a frame
// that is as wide as the screen it stands for, at the place where one writes.
import { read } from "./autosave_fields.js";

const PAUSE = 600; // milliseconds without typing until it is drawn anew
const LARGE = 40; // rows beyond which only the one in hand and its neighbours are drawn
const WIDTHS = { wide: 1024, phone: 390 };

export default function start(form, section) {
  new LivePreview(form, section).begin();
}

class LivePreview {
  constructor(form, section) {
    Object.assign(this, { form, section, row: "", drawing: null, timer: 0, drawn: "", isLoaded: false });
    this.body = section.querySelector(".live-preview__body");
    this.frame = section.querySelector("[data-preview-frame]");
    this.view = this.frame.querySelector("iframe");
    this.toggle = section.querySelector("[data-preview-toggle]");
    this.answers = section.querySelector("[data-preview-answers]");
    this.status = section.querySelector("[data-preview-status]");
  }

  get isOpen() {
    return !this.body.hidden;
  }

  begin() {
    this.toggle.addEventListener("click", () => this.open(!this.isOpen));
    this.answers?.addEventListener("change", () => this.draw());
    for (const button of this.section.querySelectorAll("[data-preview-width]")) {
      button.addEventListener("click", () => this.resize(button.dataset.previewWidth));
    }
    for (const name of ["input", "change", "editor:changed"]) this.form.addEventListener(name, (event) => this.change(event));
    this.form.addEventListener("focusin", (event) => this.follow(event.target));
    this.form.addEventListener("editor:started", (event) => (this.section.dataset.url = event.detail.preview));
    this.noteRow(document.activeElement); // who began to write before this came
    this.view.addEventListener("load", () => this.finishLoading());
    new ResizeObserver(() => this.scale()).observe(this.frame);
    this.resize(localStorage.getItem("preview-width") ?? "wide");
    const isWide = matchMedia("(width >= 75rem)").matches;
    this.open((localStorage.getItem("preview") ?? (isWide ? "open" : "closed")) === "open" && isWide, false);
  }

  open(isOpen, isChosen = true) {
    this.body.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.section.closest(".editor-columns")?.toggleAttribute("data-previewed", isOpen);
    if (isChosen) localStorage.setItem("preview", isOpen ? "open" : "closed");
    if (isOpen) this.draw();
  }

  resize(name) {
    this.width = WIDTHS[name] ?? WIDTHS.wide;
    this.frame.dataset.width = name;
    localStorage.setItem("preview-width", name);
    for (const button of this.section.querySelectorAll("[data-preview-width]")) {
      button.setAttribute("aria-pressed", String(button.dataset.previewWidth === name));
    }
    this.scale();
  }

  // The frame is as wide as the screen it stands for, so that the page in it is laid out as there, and is shown smaller.
  scale() {
    const room = this.frame.clientWidth;
    if (!room) return;
    this.frame.style.setProperty("--preview-width", `${this.width}px`);
    this.frame.style.setProperty("--preview-scale", String(Math.min(1, room / this.width)));
  }

  change(event) {
    this.noteRow(event.target);
    if (!this.isOpen) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), PAUSE);
  }

  noteRow(element) {
    const key = element.closest?.(".item-row")?.querySelector("input[name=item]")?.value;
    const isNew = key && key !== this.row;
    if (key) this.row = key;
    return Boolean(isNew);
  }

  follow(element) {
    const isNew = this.noteRow(element);
    if (!isNew || !this.isOpen) return;
    if (this.isLarge) this.change({ target: element });
    else this.showRow();
  }

  get keys() {
    return [...this.form.querySelectorAll("input[name=item]")].map((input) => input.value);
  }

  get isLarge() {
    return this.keys.length > LARGE;
  }

  async draw() {
    if (!this.isOpen) return;
    this.drawing?.abort();
    this.drawing = new AbortController();
    try {
      const headers = { "X-CSRFToken": document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "" };
      const sent = { method: "POST", body: this.fields(), headers, redirect: "manual", signal: this.drawing.signal };
      const answer = await fetch(this.section.dataset.url, sent);
      if (!answer.ok) throw new Error(answer.status);
      this.show(await answer.text());
      this.status.textContent = "";
    } catch (error) {
      if (error.name !== "AbortError") this.status.textContent = this.status.dataset.saysFailed;
    }
  }

  // Of a large piece the row in hand, with one before and two behind it.
  fields() {
    const all = read(this.form);
    const body = new URLSearchParams();
    const keys = this.isLarge ? this.neighbours() : null;
    for (const [name, values] of Object.entries(all)) {
      const key = /^item-([0-9]+)-/.exec(name)?.[1];
      if (keys && key && !keys.includes(key)) continue;
      for (const value of values) if (!(keys && name === "item" && !keys.includes(value))) body.append(name, value);
    }
    if (keys?.length) {
      body.set("preview-before", String(this.keys.indexOf(keys[0])));
      body.set("preview-total", String(this.keys.length));
    }
    if (this.answers?.checked) body.set("preview-answers", "1");
    return body;
  }

  neighbours() {
    const place = Math.max(0, this.keys.indexOf(this.row));
    return this.keys.slice(Math.max(0, place - 1), place + 3);
  }

  // What comes while the page in the frame is still being read takes its place as a whole: parts of both would mix.
  show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("[data-preview]");
    if (!fresh || fresh.innerHTML === this.drawn) return;
    this.drawn = fresh.innerHTML;
    const old = this.isLoaded ? this.view.contentDocument?.querySelector("[data-preview]") : null;
    if (old) {
      old.replaceChildren(...[...fresh.childNodes].map((node) => this.view.contentDocument.importNode(node, true)));
      this.showRow();
    } else {
      this.isLoaded = false;
      this.view.hidden = false;
      this.view.srcdoc = html;
    }
  }

  // The empty page that a frame begins with has no preview in it.
  finishLoading() {
    this.isLoaded = Boolean(this.view.contentDocument?.querySelector("[data-preview]"));
    if (this.isLoaded) this.showRow();
  }

  // The item in hand is brought into sight in the frame, and nothing moves when it is there already.
  showRow() {
    const inside = this.view.contentWindow;
    if (this.form.elements.material) return this.showPlace(inside);
    const item = this.row && this.view.contentDocument?.querySelector(`[data-row="${CSS.escape(this.row)}"]`);
    if (!item) return;
    const { top, bottom } = item.getBoundingClientRect();
    if (top < 0 || top > inside.innerHeight * 0.7 || bottom < 40) inside.scrollBy({ top: top - 80 });
  }

  // A text has no rows: as far down in the frame as the caret is in the text.
  showPlace(inside) {
    const { value, selectionEnd } = this.form.elements.material;
    const page = inside.document.documentElement;
    if (document.activeElement === this.form.elements.material) {
      inside.scrollTo({ top: (page.scrollHeight - inside.innerHeight) * (selectionEnd / Math.max(1, value.length)) });
    }
  }
}
