// Light or dark without a reload: the server keeps the choice, the page shows it at once.
export default async function (event, form) {
  const button = event.submitter;
  const theme = button?.value ?? "system";
  const root = document.documentElement;
  document.querySelector("meta[name=theme]")?.remove();
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const other of document.querySelectorAll("[data-theme-form] button")) {
    other.setAttribute("aria-pressed", String(other.value === theme));
  }
  const body = new FormData(form);
  body.set("theme", theme);
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
}
