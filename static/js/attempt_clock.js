// The time that is left, counted down from what the server said last: the clock of this computer has no say in it.
const ANNOUNCED = [300, 60]; // seconds left at which it is said aloud
const SHORT = 60;

export default class Clock {
  // `onEnd` is called once, when the time is up.
  constructor(element, onEnd) {
    Object.assign(this, { element, onEnd, shown: element.querySelector("[data-attempt-left]"), announced: new Set() });
    this.line = document.querySelector("[data-attempt-announcement]");
    this.lead = Number(element.dataset.graceLeft) - Number(element.dataset.secondsLeft) < 5 ? 2 : 0; // without grace, a little early
    const left = Number(element.dataset.secondsLeft);
    for (const mark of ANNOUNCED) if (left <= mark) this.announced.add(mark);
    this.sync(left);
    this.ticking = setInterval(() => this.tick(), 500);
  }

  get left() {
    return Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000));
  }

  sync(seconds) {
    this.endsAt = performance.now() + seconds * 1000;
    this.tick();
  }

  tick() {
    const { left } = this;
    if (this.shown) this.shown.textContent = inWords(left);
    this.element.classList.toggle("attempt__clock--short", left <= SHORT);
    const mark = ANNOUNCED.filter((mark) => left <= mark && !this.announced.has(mark)).pop();
    if (mark && left > this.lead) this.announce(mark);
    if (left > this.lead || this.hasEnded) return;
    this.hasEnded = true;
    clearInterval(this.ticking);
    setTimeout(this.onEnd);
  }

  announce(mark) {
    for (const other of ANNOUNCED) if (other >= mark) this.announced.add(other);
    const { saysMinutes, saysMinute } = this.element.dataset;
    this.say(mark === 60 ? saysMinute : saysMinutes.replace("{minutes}", mark / 60));
  }

  say(sentence) {
    this.line.textContent = sentence;
  }
}

function inWords(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, String(seconds % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
