// The editor's words are never lost: every change is kept in this browser at once, and on the server a moment later.
// What the server has is dropped here; what it never got is put back when the page is opened again.
import * as copies from "./autosave_copies.js";
import { compare, holds, isEqual, read } from "./autosave_fields.js";
import { say, sayWithChoices } from "./autosave_status.js";

const PAUSE = 2_000; // milliseconds without typing until it is saved
const LONGEST = 6_000; // milliseconds of typing after which it is saved in any case
const LARGE = 1_500; // fields beyond which not every key press writes the copy anew
const LARGEST = 10_000_000; // bytes that the server takes: beyond that a browser would only see the line go dead
const KEEPALIVE = 60_000; // bytes that a browser still sends when the page is closed

export default function start(form, status) {
  new Autosave(form, status).begin();
}

class Autosave {
  constructor(form, status) {
    Object.assign(this, { form, status, server: null, saving: null, failures: 0, isStopped: false, isWithoutCopy: false });
    this.window = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    form.elements.window.value = this.window;
    this.opened = read(form);
    this.isUnsaved = "unsavedFields" in status.dataset || isTouched(form);
    this.hasConflict = "otherWindow" in status.dataset;
  }

  get prefix() {
    return `draft:${this.status.dataset.author}:${this.status.dataset.piece}:`;
  }

  get key() {
    return this.prefix + this.window;
  }

  get revision() {
    return Number(this.form.elements.revision.value);
  }

  async begin() {
    this.form.removeAttribute("data-unsaved"); // what is saved is not lost by leaving
    copies.hold(this.key);
    for (const name of ["input", "change", "editor:changed"]) this.form.addEventListener(name, () => this.change());
    addEventListener("submit", (event) => this.submit(event));
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.retry()));
    for (const name of ["online", "focus"]) addEventListener(name, () => this.retry());
    addEventListener("beforeunload", (event) => this.isAtRisk() && event.preventDefault());
    document.addEventListener("click", (event) => this.follow(event));
    if (this.hasConflict) this.offerWindows(this.revision);
    else if (this.isUnsaved) await this.save();
    else await this.putBack();
  }

  isDirty() {
    return this.isUnsaved || !isEqual(this.server ?? this.opened, read(this.form));
  }

  // Leaving sends what is left; where that was of no use the last time, it asks first.
  isAtRisk() {
    return (this.failures > 0 || this.isWithoutCopy) && !this.isStopped && this.isDirty();
  }

  change() {
    this.firstChange ??= Date.now();
    clearTimeout(this.copying);
    if (this.form.elements.length < LARGE) this.copy();
    else this.copying = setTimeout(() => this.copy(), 400);
    this.schedule(Math.min(PAUSE, Math.max(0, this.firstChange + LONGEST - Date.now())));
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  copy() {
    clearTimeout(this.copying);
    if (this.isStopped || !this.isDirty()) return;
    const { base } = this.form.elements;
    const copy = { fields: read(this.form), base: Number(base.value), revision: this.revision, window: this.window, at: Date.now() };
    this.isWithoutCopy = !copies.write(this.key, copy);
    if (this.isWithoutCopy) say(this.status, this.status.dataset.saysFull);
  }

  // Saves what there is, once; whoever asks meanwhile waits for the same.
  save({ isLeaving = false } = {}) {
    if (this.isStopped || this.hasConflict) return Promise.resolve();
    this.saving ??= this.send(isLeaving).finally(() => (this.saving = null));
    return this.saving;
  }

  async send(isLeaving) {
    if (!this.isDirty()) return;
    const fields = read(this.form);
    const slow = setTimeout(() => say(this.status, this.status.dataset.saysSaving), 800);
    try {
      const part = this.server ? compare(this.server, fields) : { fields };
      let answer = await this.post(part, isLeaving);
      if (answer.status === 409 && this.server) answer = await this.post({ fields }, isLeaving);
      await this.take(answer, fields);
    } catch {
      this.fail(this.status.dataset.saysOffline);
    } finally {
      clearTimeout(slow);
    }
  }

  async post(part, isLeaving = false, revision = this.revision, base = Number(this.form.elements.base.value)) {
    const { author, save } = this.status.dataset;
    const body = JSON.stringify({ author, page: this.form.elements.page.value, window: this.window, revision, base, ...part });
    if (body.length > LARGEST / 3 && new Blob([body]).size > LARGEST) return new Response(null, { status: 413 });
    return fetch(save, {
      method: "POST",
      body,
      redirect: "manual",
      keepalive: isLeaving && body.length < KEEPALIVE,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    });
  }

  async take(answer, fields) {
    if (answer.type === "opaqueredirect") return this.askToLogIn();
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) return this.settle(told, fields);
    if (answer.status === 409 && "revision" in told) return this.offerWindows(told.revision);
    this.fail(told.message ?? this.status.dataset.saysFailed);
    if (answer.status === 413) this.stopAt(this.status.dataset.saysTooMuch);
  }

  // More than the server takes: no use to send it again before something of it is gone.
  stopAt(sentence) {
    this.isTooMuch = true;
    clearTimeout(this.timer);
    say(this.status, sentence);
  }

  settle(told, fields) {
    Object.assign(this, { server: fields, failures: 0, firstChange: null, isUnsaved: false, isWithoutCopy: false, isTooMuch: false });
    copies.drop(this.key);
    this.form.elements.revision.value = told.revision;
    this.form.elements.csrfmiddlewaretoken.value = csrfToken();
    if (told.edit) this.goOn(told);
    say(this.status, told.message);
    if (this.isDirty()) this.change();
  }

  // A new piece is there now: its page goes on under its own address.
  goOn(told) {
    history.replaceState(null, "", told.edit);
    Object.assign(this.status.dataset, { save: told.save, piece: told.piece });
    this.form.action = told.edit;
    this.form.elements.base.value = told.base;
    this.form.elements.page.value = told.page;
    copies.hold(this.key);
    this.server.base = [String(told.base)];
    this.form.dispatchEvent(new CustomEvent("editor:started", { bubbles: true, detail: told }));
  }

  fail(sentence) {
    this.server = null; // nobody knows what arrived: the next time all of it is sent
    this.isUnsaved = true;
    this.copy();
    if (!this.isWithoutCopy) say(this.status, sentence);
    this.failures += 1;
    this.schedule(Math.min(30_000, 5_000 * this.failures));
  }

  askToLogIn() {
    const { saysLoggedOut, logIn, logInUrl } = this.status.dataset;
    this.fail(saysLoggedOut);
    sayWithChoices(this.status, saysLoggedOut, [{ label: logIn, url: logInUrl }]);
  }

  retry() {
    if (this.failures) this.save();
  }

  leave() {
    this.copy();
    this.save({ isLeaving: true });
  }

  offerWindows(revision) {
    this.hasConflict = true;
    this.isUnsaved = true;
    this.copy();
    const { saysOtherWindow, keepThis, takeOther } = this.status.dataset;
    sayWithChoices(this.status, saysOtherWindow, [
      { label: keepThis, do: () => this.keepThis(revision) },
      { label: takeOther, do: () => this.takeOther() },
    ]);
  }

  keepThis(revision) {
    this.hasConflict = false;
    this.server = null;
    this.form.elements.revision.value = revision;
    return this.save();
  }

  takeOther() {
    this.isStopped = true;
    copies.drop(this.key);
    location.assign(this.form.action);
  }

  // Saving makes a version, and needs the draft to be what stands here: so the draft goes first.
  async submit(event) {
    if (event.target.matches("[data-discards-draft]")) return this.discard();
    if (event.target !== this.form || event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
    if (this.isStopped || (!this.isDirty() && !this.saving)) return void (this.isStopped = true);
    event.preventDefault();
    await Promise.race([this.saveAll(), new Promise((done) => setTimeout(done, 4_000))]);
    if (this.hasConflict || this.isTooMuch) return this.status.scrollIntoView({ block: "nearest" });
    this.form.elements.csrfmiddlewaretoken.value = csrfToken();
    this.isStopped = true;
    this.form.requestSubmit(event.submitter);
  }

  async saveAll() {
    await this.saving;
    await this.save();
  }

  // What is thrown away can be put back for an hour.
  discard() {
    this.isStopped = true;
    copies.write(this.key, { fields: read(this.form), base: Number(this.form.elements.base.value), revision: -1, at: Date.now(), lasts: 3_600_000 });
  }

  async follow(event) {
    const link = event.target.closest?.("a[data-after-saving]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await this.saveAll();
    location.assign(link.href);
  }

  // What this browser kept and the server never got: back it goes, unless something newer has come since.
  async putBack() {
    const left = (await copies.leftBehind(this.prefix)).filter((copy) => {
      const isThere = holds(this.opened, copy.fields);
      if (isThere) copies.drop(copy.key);
      return !isThere;
    });
    if (!left.length) return this.greet();
    const [copy] = left;
    const isNewest = copy.revision === this.revision && copy.base === Number(this.form.elements.base.value);
    if (isNewest) return this.restore(copy);
    const { saysKept, putBack, discard } = this.status.dataset;
    const time = new Date(copy.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    sayWithChoices(this.status, saysKept.replace("{time}", time), [
      { label: putBack, do: () => this.restore(copy) },
      { label: discard, do: () => (copies.drop(copy.key), say(this.status, "")) },
    ]);
  }

  async restore(copy) {
    this.form.inert = true;
    try {
      const answer = await this.post({ fields: copy.fields, window: copy.window }, false, this.revision, copy.base);
      if (!answer.ok) throw new Error(answer.status);
      const told = await answer.json();
      copies.drop(copy.key);
      sessionStorage.setItem("restored", this.prefix);
      this.isStopped = true;
      location.replace(told.edit ?? location.pathname);
    } catch {
      say(this.status, this.status.dataset.saysFailed);
      this.form.inert = false;
    }
  }

  greet() {
    if (!sessionStorage.getItem("restored")) return;
    sessionStorage.removeItem("restored");
    say(this.status, this.status.dataset.saysRestored);
  }
}

// Whether somebody wrote in it before this module came, or the browser did when the page was opened again.
function isTouched(form) {
  return [...form.elements].some((field) => {
    if (field.type === "hidden" || field.type === "submit") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    return "defaultValue" in field && field.value !== field.defaultValue.replaceAll("\r\n", "\n");
  });
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}
