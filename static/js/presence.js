// Tells every quarter of a minute that the editor is open here, and shows who else has it open, and what they saved.
const EVERY = 15_000;

export default function start(form, place) {
  let said = place.innerHTML.trim();

  async function beat() {
    if (document.hidden || !place.dataset.url) return;
    try {
      const body = new URLSearchParams({ base: form.elements.base.value });
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
      const answer = await fetch(place.dataset.url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token } });
      if (answer.ok) show((await answer.text()).trim());
    } catch {
      // the line that tells what is saved says that there is no connection
    }
  }

  function show(html) {
    if (html === said) return;
    said = html;
    place.innerHTML = html;
  }

  form.addEventListener("editor:started", (event) => {
    place.dataset.url = event.detail.presence;
    beat();
  });
  document.addEventListener("visibilitychange", beat);
  setInterval(beat, EVERY);
  beat();
}
