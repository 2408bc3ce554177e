// An attempt at a quiz: each answer is kept in this browser at once and on the server a moment later, until it says that
// it has it; the time runs down; at its end the attempt finishes itself.
import { activeTime, take } from "./active_time.js";
import * as copies from "./attempt_copies.js";
import Clock from "./attempt_clock.js";
import { areSame, fill, isTouched, read, wasOf } from "./attempt_fields.js";
import { showAnswered, showError } from "./attempt_marks.js";
import { say, sayWithChoices } from "./autosave_status.js";

const PAUSE = 1_500; // milliseconds without typing until it is saved
const LONGEST = 5_000; // milliseconds of typing after which it is saved in any case
const CHOSEN = 250; // milliseconds after a choice
const KEEPALIVE = 60_000; // bytes that a browser still sends when the page is closed
const PATIENCE = 4_000; // milliseconds that a press waits for what is being saved

export default function start(form) {
  new Attempt(form).begin();
}

class Attempt {
  constructor(form) {
    Object.assign(this, { form, id: form.dataset.attempt, saving: null, failures: 0, left: new Map(), isStopped: false, isWithoutCopy: false });
    this.status = form.querySelector("[data-attempt-status]");
    this.says = this.status.dataset;
    this.questions = new Map([...form.querySelectorAll("[data-question]")].map((element) => [element.dataset.question, element]));
    this.settled = new Map(); // by question, what the server has of it; nothing where that is not known
    for (const [id, element] of this.questions) if (!isTouched(element)) this.settled.set(id, read(element));
  }

  async begin() {
    this.form.removeAttribute("data-unsaved"); // it answers for itself
    for (const name of ["input", "change"]) this.form.addEventListener(name, (event) => this.change(event));
    addEventListener("submit", (event) => this.submit(event));
    addEventListener("pagehide", () => this.save({ isLeaving: true }));
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("online", () => this.save({ always: true }));
    document.addEventListener("visibilitychange", () => this.save(document.hidden ? { isLeaving: true } : { always: Boolean(this.clock) }));
    addEventListener("beforeunload", (event) => this.isAtRisk() && event.preventDefault());
    const clock = document.querySelector("[data-attempt-clock]");
    if (clock) this.clock = new Clock(clock, () => this.finish());
    this.left = this.findLeft();
    if (this.left.size || this.dirty().length) await this.save();
  }

  // Copies that an earlier page left behind: what it never got an answer for. Those of this page stand in it again.
  findLeft() {
    const left = copies.all(this.id);
    for (const [id, copy] of left) {
      const element = this.questions.get(id);
      const isThere = element && areSame(copy.fields, read(element));
      if (isThere) copies.drop(this.id, id);
      else if (element) fill(element, copy.fields);
      if (isThere || copy.isBad) left.delete(id);
    }
    return left;
  }

  dirty() {
    return [...this.questions.keys()].filter((id) => !this.left.has(id) && !this.isSettled(id));
  }

  isSettled(id) {
    return this.settled.has(id) && areSame(this.settled.get(id), read(this.questions.get(id)));
  }

  // Leaving sends what is left; where that was of no use the last time, it asks first.
  isAtRisk() {
    return !this.isStopped && (this.failures > 0 || this.isWithoutCopy) && (this.left.size > 0 || this.dirty().length > 0);
  }

  change(event) {
    const id = event.target.closest("[data-question]")?.dataset.question;
    if (!id || this.isStopped) return;
    this.left.delete(id);
    this.hasChoice = false; // made by going on
    this.settled.delete(id); // what is on its way is older
    this.isWithoutCopy = !copies.write(this.id, id, read(this.questions.get(id)), wasOf(this.questions.get(id)).value);
    this.firstChange ??= performance.now();
    const waits = event.type === "change" ? CHOSEN : Math.min(PAUSE, Math.max(0, this.firstChange + LONGEST - performance.now()));
    this.schedule(waits);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  // Saves what there is, once; whoever asks meanwhile waits for the same. With `always`, it asks how late it is even so.
  save({ isLeaving = false, always = false } = {}) {
    if (this.isStopped || this.hasChoice) return Promise.resolve();
    this.saving ??= this.send(isLeaving, always).finally(() => (this.saving = null));
    return this.saving;
  }

  async send(isLeaving, always) {
    const slow = setTimeout(() => this.say(this.says.saysSaving), 800);
    try {
      if (this.left.size) await this.sendLeft();
      const dirty = this.dirty();
      if ((dirty.length || always) && !this.isStopped) await this.exchange(this.collect(dirty), false, isLeaving);
    } catch {
      this.fail(this.isWithoutCopy ? this.says.saysFull : this.says.saysOffline);
    } finally {
      clearTimeout(slow);
    }
  }

  collect(ids) {
    return new Map(ids.map((id) => [id, { fields: read(this.questions.get(id)), was: wasOf(this.questions.get(id)).value }]));
  }

  // What was left behind gives way to what another device saved since: then she chooses.
  async sendLeft() {
    const told = await this.exchange(this.left, true);
    if (!told) return;
    const both = told.elsewhere.filter((id) => this.left.has(id));
    const mine = new Map(both.map((id) => [id, this.left.get(id)]));
    this.left = new Map();
    if (both.length) this.offer(mine);
    else this.say(this.says.saysRestored);
  }

  offer(mine) {
    this.hasChoice = true;
    sayWithChoices(this.status, this.says.saysElsewhere, [
      { label: this.says.takeMine, do: () => this.choose(() => this.exchange(mine, false)) },
      { label: this.says.takeTheirs, do: () => this.choose(() => this.forget(mine)) },
    ]);
  }

  async choose(act) {
    this.hasChoice = false;
    try {
      await act();
    } catch {
      this.fail(this.says.saysOffline);
    }
  }

  forget(mine) {
    for (const id of mine.keys()) copies.drop(this.id, id);
    this.isStopped = true;
    location.reload();
  }

  // Sends the answers by question, and takes what the server says of them; nothing where it refused.
  async exchange(answers, yields, isLeaving = false) {
    const body = this.write(answers, yields);
    const answer = await fetch(this.form.dataset.save, {
      method: "POST",
      body,
      redirect: "manual",
      keepalive: isLeaving && body.toString().length < KEEPALIVE,
      headers: { "X-CSRFToken": csrfToken() },
    });
    if (answer.type === "opaqueredirect") return this.askToLogIn();
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) return this.settle(told, answers, yields);
    if (told.result) return this.leaveFor(told.result);
    this.fail(told.message ?? this.says.saysFailed);
    if (answer.status === 404) this.isStopped = true; // not hers any more: no use to try again
    return null;
  }

  write(answers, yields) {
    const { attempt, of, opened } = this.form.elements;
    const body = new URLSearchParams({ attempt: attempt.value, of: of.value, opened: opened.value, active: Math.round(activeTime()) });
    if (yields) body.append("yields", "1");
    for (const [id, { fields, was }] of answers) {
      body.append("asked", id);
      body.append(`q-${id}-was`, was);
      for (const [name, value] of fields) body.append(name, value);
    }
    return body;
  }

  settle(told, answers, yields) {
    Object.assign(this, { failures: 0, firstChange: null });
    this.form.elements.opened.value = told.opened;
    take(activeTime());
    for (const [id, { fields }] of answers) this.settleOne(id, fields, told, yields);
    if (this.clock) this.clock.sync(told.seconds_left);
    const problems = [...told.notes, ...Object.values(told.errors)];
    if (answers.size) this.say(problems.join(" ") || told.message, problems.length > 0);
    if (this.dirty().length) this.schedule(PAUSE);
    return told;
  }

  // A bad answer stays in this browser, and is not sent again before it is another.
  settleOne(id, fields, told, yields) {
    const element = this.questions.get(id);
    const isYielding = yields && told.elsewhere.includes(id);
    if (element) {
      if (areSame(fields, read(element))) this.settled.set(id, fields);
      if (!isYielding && told.was[id]) wasOf(element).value = told.was[id];
      showError(element, told.errors[id]);
    }
    if (told.errors[id]) copies.write(this.id, id, fields, told.was[id], true);
    if (told.errors[id] || isYielding) return;
    showAnswered(id, told.answered.includes(id));
    const isNewer = element && !areSame(fields, read(element));
    if (isNewer) copies.write(this.id, id, read(element), wasOf(element).value);
    else copies.drop(this.id, id);
  }

  fail(sentence) {
    this.failures += 1;
    this.say(sentence, true);
    this.schedule(Math.min(30_000, 1_000 * 2 ** this.failures));
  }

  say(sentence, isBad = false) {
    this.status.classList.toggle("attempt__status--bad", isBad);
    say(this.status, sentence);
  }

  askToLogIn() {
    const { saysLoggedOut, logIn, logInUrl } = this.says;
    this.fail(saysLoggedOut);
    sayWithChoices(this.status, saysLoggedOut, [{ label: logIn, url: logInUrl }]);
    return null;
  }

  // It is over: whatever is kept here came too late, and the server has told so.
  leaveFor(address) {
    this.isStopped = true;
    for (const id of copies.all(this.id).keys()) copies.drop(this.id, id);
    location.replace(address);
    return null;
  }

  // A press goes at once, unless something is on its way or the line is dead: then it would end on an empty page.
  async submit(event) {
    if (event.target !== this.form || event.defaultPrevented) return;
    if (this.isStopped || (!this.saving && !this.failures && !this.left.size && navigator.onLine)) return void (this.isStopped = true);
    event.preventDefault();
    if (!(await this.saveAll())) return this.status.scrollIntoView({ block: "nearest" });
    this.isStopped = true;
    this.form.requestSubmit(event.submitter);
  }

  // Whether all of it is on the server now.
  async saveAll() {
    const all = (async () => {
      await this.saving;
      await this.save({ always: true });
    })();
    await Promise.race([all, new Promise((done) => setTimeout(done, PATIENCE))]);
    return !this.saving && !this.failures && !this.hasChoice;
  }

  async finish() {
    if (this.isStopped) return;
    this.hasChoice = false; // no time for that
    this.clock.say(this.clock.element.dataset.saysUp);
    const button = this.form.querySelector("[data-finish]");
    if (await this.saveAll()) {
      if (this.isStopped) return;
      this.isStopped = true;
      this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "accepts_missing", value: "1" }));
      this.form.requestSubmit(button);
    } else {
      this.say(this.clock.element.dataset.saysWait, true);
      setTimeout(() => this.finish(), 3_000);
    }
  }
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}
