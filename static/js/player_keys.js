// The recording by keyboard, and by the keys of headphones and lock screens.

const STEPS = { j: -15, l: 30, ArrowLeft: -15, ArrowRight: 30 };

export function bindKeys({ toggle, seek, audio }) {
  document.addEventListener("keydown", (event) => {
    const isBusy = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || localStorage.getItem("shortcuts") === "off";
    const isTaken = event.target.closest("input, textarea, select, button, a, summary, audio, dialog, [contenteditable]");
    if (isBusy || isTaken) return;
    if (event.key === " ") toggle();
    else if (event.key in STEPS) seek(audio.currentTime + STEPS[event.key]);
    else return;
    event.preventDefault();
  });
}

export function tellSystem({ toggle, seek, audio, player }) {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title: player.dataset.title, artist: player.dataset.author });
  const starts = [...player.querySelectorAll("[data-chapter]")].map((button) => Number(button.dataset.seek));
  const handlers = {
    play: toggle,
    pause: toggle,
    seekbackward: () => seek(audio.currentTime - 15),
    seekforward: () => seek(audio.currentTime + 30),
    seekto: ({ seekTime }) => seek(seekTime),
    previoustrack: () => seek(starts.findLast((start) => start < audio.currentTime - 3) ?? 0),
    nexttrack: () => seek(starts.find((start) => start > audio.currentTime) ?? audio.duration),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    try {
      navigator.mediaSession.setActionHandler(name, handler);
    } catch {
      // This browser does not know the key.
    }
  }
}
