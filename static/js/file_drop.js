// A file dropped anywhere in the frame is taken as if it had been chosen.
const ready = new WeakSet();

function take(event, frame) {
  const input = frame.querySelector("input[type=file]");
  event.preventDefault();
  delete frame.dataset.over;
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export default function (event, frame) {
  if (ready.has(frame)) return;
  ready.add(frame);
  frame.addEventListener("dragover", (over) => {
    over.preventDefault();
    frame.dataset.over = "";
  });
  frame.addEventListener("dragleave", () => delete frame.dataset.over);
  frame.addEventListener("drop", (drop) => take(drop, frame));
}
