// What a reviewer types is kept on the server as she goes: a moment after she stops, and when she leaves the page.
const PAUSE = 1_500; // milliseconds without typing until it is kept
const AGAIN = 8_000; // milliseconds until a try that failed is repeated
const keepers = new WeakMap();

export default function (_event, form) {
  if (!keepers.has(form)) keepers.set(form, new Keeper(form));
  keepers.get(form).change();
}

class Keeper {
  constructor(form) {
    Object.assign(this, { form, status: form.querySelector("[data-review-status]"), timer: null, sending: null, isDirty: false, isRefused: false });
    addEventListener("pagehide", () => this.leave());
    form.addEventListener("submit", () => this.stop());
  }

  change() {
    if (this.isRefused) return;
    this.isDirty = true;
    this.wait(PAUSE);
  }

  wait(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), time);
  }

  async save() {
    if (this.sending) return this.wait(PAUSE);
    this.isDirty = false;
    this.say("saving");
    this.sending = new AbortController();
    try {
      const answer = await this.send({ signal: this.sending.signal });
      if (answer.status === 409) return this.refuse(await answer.json());
      if (!answer.ok || answer.redirected) throw new Error(`not kept: ${answer.status}`);
      const { saved, kept } = await answer.json();
      this.form.elements.kept.value = kept;
      if (!this.isDirty) this.form.removeAttribute("data-unsaved"); // what is kept is not lost by leaving
      this.say("saved", saved);
    } catch (error) {
      if (error.name !== "AbortError") this.fail();
    } finally {
      this.sending = null;
    }
  }

  fail() {
    this.isDirty = true;
    this.form.setAttribute("data-unsaved", "");
    this.say("failed");
    this.wait(AGAIN);
  }

  // Another window of hers has kept something since, or it is over: trying again would not help.
  refuse({ message }) {
    this.isRefused = true;
    this.isDirty = false;
    this.form.setAttribute("data-unsaved", "");
    if (this.status) this.status.textContent = message;
  }

  send(options, body = new FormData(this.form)) {
    const headers = { accept: "application/json" };
    return fetch(this.form.dataset.save, { method: "POST", body, headers, ...options });
  }

  // A decision that is on its way must not be followed by what was typed before it.
  stop() {
    clearTimeout(this.timer);
    this.sending?.abort();
    this.isDirty = false;
  }

  leave() {
    if (!this.isDirty) return;
    const body = new FormData(this.form);
    body.delete("kept"); // an answer that is still on its way may have changed it
    this.send({ keepalive: true }, body);
  }

  say(what, time = "") {
    const { status } = this;
    if (status) status.textContent = status.dataset[`says${what[0].toUpperCase()}${what.slice(1)}`].replace("{time}", time);
  }
}
