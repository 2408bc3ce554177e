// What the page shows of a question beside its fields: whether it is answered, and what is wrong with the answer.
export function showAnswered(id, isAnswered) {
  for (const stop of document.querySelectorAll(`[data-stop="${id}"]`)) {
    const { saysAnswered, saysOpen } = stop.closest("[data-overview]").dataset;
    stop.classList.toggle("overview__stop--answered", isAnswered);
    stop.querySelector("[data-stop-state]").textContent = isAnswered ? saysAnswered : saysOpen;
  }
  const count = document.querySelector("[data-attempt-answered]");
  const overview = document.querySelector("[data-overview]"); // there is none of a single question
  count.textContent = overview ? overview.querySelectorAll(".overview__stop--answered").length : Number(isAnswered);
}

export function showError(question, sentence) {
  const line = question.querySelector("[data-question-error]");
  line.hidden = !sentence;
  line.querySelector("span").textContent = sentence ?? "";
}
