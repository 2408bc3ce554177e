// What only the server can write: a row by itself, by htmx, which is fetched when it is first needed.
const KEY = "99999"; // of a blank row that waits to be given its own
let library;

function loadHtmx(form) {
  library ??= new Promise((resolve, reject) => {
    const config = document.createElement("meta");
    config.name = "htmx-config";
    config.content = JSON.stringify({ includeIndicatorStyles: false, allowEval: false, historyEnabled: false });
    const script = document.createElement("script");
    script.src = form.dataset.htmx;
    script.onload = () => resolve(globalThis.htmx);
    script.onerror = () => {
      library = undefined;
      reject(new Error("htmx was not loaded"));
    };
    document.head.append(config, script);
  });
  return library;
}

// The row that the server answers with, as HTML. Rejects where it answers anything else.
export async function fetchRow(form, fields) {
  const htmx = await loadHtmx(form);
  const address = form.dataset.rowAddress;
  const values = { ...fields, base: form.elements.base.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
  const source = document.body.appendChild(document.createElement("i")); // of its own: htmx lets one wait for another
  let answer;
  await htmx.ajax("POST", address, { source, values, handler: (_element, { xhr }) => (answer = xhr) });
  source.remove();
  if (answer?.status !== 200 || !answer.responseURL.endsWith(address)) throw new Error("no row");
  return answer.responseText;
}

const blank = new Map();

function fetchBlank(form, type) {
  const waiting = fetchRow(form, { do: "add", add_type: type, next: KEY });
  blank.set(type, waiting);
  waiting.catch(() => blank.delete(type));
  return waiting;
}

// A new row of that type: fetched once, then given its key here.
export async function blankRow(form, type, key = KEY) {
  const html = await (blank.get(type) ?? fetchBlank(form, type));
  return html.replaceAll(KEY, key);
}

export function place(target, html, swapStyle) {
  globalThis.htmx.swap(target, html, { swapStyle, swapDelay: 0, settleDelay: 0 });
}
