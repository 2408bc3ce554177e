// A player for the recording of a podcast: speed, jumps, chapters, and the text that goes along. Without it the browser's own
// controls stand there.
import { listen, moveTo, send } from "./reading_place.js";
import { hearParts } from "./player_parts.js";
import { bindKeys, tellSystem } from "./player_keys.js";

const SPEED = "player-speed";
const KEEP = 10; // seconds between two places that are kept

export default async function start(player) {
  const audio = player.querySelector("audio");
  const find = (name) => player.querySelector(`[data-player-${name}]`);
  const segments = [...document.querySelectorAll("[data-item][data-start]")];
  const say = { paused: player.querySelectorAll("[data-when=paused]"), playing: player.querySelectorAll("[data-when=playing]") };
  let current = null;
  let keptAt = -KEEP;

  await style(player.dataset.style);
  audio.addEventListener("error", () => { find("failed").hidden = false; });
  audio.controls = false;
  find("bar").hidden = false;
  player.classList.add("player--on");

  // ---------------------------------------------------------------- the sound
  const seek = (seconds) => {
    audio.currentTime = Math.max(0, Math.min(seconds, audio.duration || seconds));
    show();
  };
  const toggle = () => (audio.paused ? audio.play().catch(() => { find("failed").hidden = false; }) : audio.pause());
  const rate = find("speed");
  rate.value = localStorage.getItem(SPEED) ?? "1";
  if (!rate.value) rate.value = "1";
  audio.defaultPlaybackRate = audio.playbackRate = Number(rate.value);
  rate.addEventListener("change", () => {
    audio.defaultPlaybackRate = audio.playbackRate = Number(rate.value);
    localStorage.setItem(SPEED, rate.value);
  });

  const resume = () => {
    const second = Number(player.dataset.second);
    if (second && second < audio.duration - 1 && !audio.currentTime) audio.currentTime = second;
    find("position").max = Math.floor(audio.duration) || 0;
    show();
  };
  if (audio.readyState) resume();
  else audio.addEventListener("loadedmetadata", resume, { once: true });

  // ----------------------------------------------------------------- the page
  function show() {
    const time = audio.currentTime;
    const position = find("position");
    if (document.activeElement !== position || !audio.paused) position.value = Math.floor(time);
    position.setAttribute("aria-valuetext", `${write(time)} / ${write(audio.duration)}`);
    find("time").textContent = write(time);
    find("duration").textContent = write(audio.duration);
    mark(segments.findLast((segment) => Number(segment.dataset.start) <= time + 0.05) ?? null);
  }

  function mark(segment) {
    if (segment === current) return;
    current?.removeAttribute("aria-current");
    current = segment;
    current?.setAttribute("aria-current", "true");
    const part = current?.closest("[data-part]");
    find("chapter").textContent = part?.querySelector("h2")?.textContent ?? "";
    for (const button of player.querySelectorAll("[data-chapter]")) {
      if (button.dataset.chapter === part?.dataset.part) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    if (current && !audio.paused && follow.getAttribute("aria-pressed") === "true") current.scrollIntoView({ block: "center", behavior: isCalm() ? "auto" : "smooth" });
  }

  const follow = find("follow");
  follow.hidden = !segments.length;
  follow.addEventListener("click", () => {
    const isOn = follow.getAttribute("aria-pressed") !== "true";
    follow.setAttribute("aria-pressed", isOn);
    if (isOn) current?.scrollIntoView({ block: "center", behavior: isCalm() ? "auto" : "smooth" });
  });
  // Who scrolls by hand wants to look elsewhere.
  for (const name of ["wheel", "touchmove"]) addEventListener(name, () => !audio.paused && follow.setAttribute("aria-pressed", "false"), { passive: true });

  for (const place of document.querySelectorAll("[data-item][data-start] [data-time]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "transcript__time player__seek";
    button.dataset.seek = place.closest("[data-start]").dataset.start;
    button.textContent = place.textContent;
    button.setAttribute("aria-label", player.dataset.seekLabel.replace("%s", place.textContent));
    place.replaceWith(button);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-seek]");
    if (!button) return;
    seek(Number(button.dataset.seek));
    button.closest("details")?.removeAttribute("open");
    if (audio.paused) toggle();
  });

  find("toggle").addEventListener("click", toggle);
  find("back").addEventListener("click", () => seek(audio.currentTime - 15));
  find("forward").addEventListener("click", () => seek(audio.currentTime + 30));
  find("position").addEventListener("input", ({ target }) => seek(Number(target.value)));

  // --------------------------------------------------------------- what goes on
  const keep = () => {
    keptAt = audio.currentTime;
    const item = current ?? document.querySelector("[data-item]");
    if (item) moveTo(item.dataset.item);
  };
  listen(() => Math.floor(audio.currentTime || Number(player.dataset.second) || 0));
  audio.addEventListener("timeupdate", () => {
    show();
    if (!audio.paused && Math.abs(audio.currentTime - keptAt) >= KEEP) keep();
  });
  for (const name of ["play", "pause", "ended"]) {
    audio.addEventListener(name, () => {
      for (const part of say.paused) part.hidden = !audio.paused;
      for (const part of say.playing) part.hidden = audio.paused;
      if (name !== "play") { keep(); send(); }
    });
  }
  hearParts(audio);
  bindKeys({ toggle, seek, audio });
  tellSystem({ toggle, seek, audio, player });
}

function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function write(time) {
  const seconds = Math.floor(time || 0);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}` : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

// The player's own stylesheet, which only pages with a script need.
function style(address) {
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: done });
    document.head.append(link);
  });
}
