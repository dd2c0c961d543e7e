// Focus and scrolling while a photo is compared: the focus always lies on an element, and the result comes into view.

/** What was focused inside the upload fields is drawn anew with the files: the focus goes on to what comes next. */
document.addEventListener("change", (event) => {
  const zone = event.target.closest?.("#degraded, #generated, #truth, #results");
  if (!zone || event.target.type !== "file") return;
  const observer = new MutationObserver(() => {
    if (!zone.querySelector(".filename") || (document.activeElement !== document.body && document.activeElement)) return;
    observer.disconnect();
    (zone.id === "degraded" ? document.querySelector("#run") : zone.querySelector("button"))?.focus({ preventScroll: true });
  });
  observer.observe(zone, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), 30000);
}, true);

// What a run has done so far, kept in this tab: a reload or a lost connection ends it, and says what is missing.
const RUN = "priorlens-run";
const kept = () => { try { return JSON.parse(sessionStorage.getItem(RUN)); } catch { return null; } };
const keep = (run) => { try { sessionStorage.setItem(RUN, JSON.stringify(run)); } catch { /* a browser that keeps nothing */ } };
const forget = () => { try { sessionStorage.removeItem(RUN); } catch { /* likewise */ } };

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#run")) return;
  delete document.querySelector("#own").dataset.open;
  const names = [...document.querySelectorAll("#degraded .filename")].map((node) => node.getAttribute("aria-label") ?? node.innerText);
  if (names.length) keep({ names, at: 0 });
  focusWhenShown("#cancel");
});

/** The photo that is being compared, read off the progress: "a.png (3 of 8): …". */
new MutationObserver(() => {
  const run = kept();
  if (!run) return;
  const progress = document.querySelector("#status .pg-progress");
  const at = progress?.innerText.match(/\((\d+) of \d+\)/)?.[1];
  if (at && Number(at) - 1 !== run.at) keep({ ...run, at: Number(at) - 1 });
}).observe(document.querySelector("#status") ?? document.body, { childList: true, subtree: true });

let leaving = false;
let said = { at: -Infinity, text: "" };
window.addEventListener("beforeunload", () => { leaving = true; });

/** The message on a run that ended without its final step; "" where none did. */
function interrupted(why = "The connection to the server was lost") {
  if (leaving) return ""; // the page after this one says it
  const run = kept();
  forget();
  // The same failure may be reported several times.
  if (!run) return performance.now() - said.at < 30000 ? said.text : "";
  const left = run.names.slice(run.at).map((name) => name.replaceAll("\u2215", "/"));
  const named = left.slice(0, 3).join(", ") + (left.length > 3 ? ` and ${left.length - 3} more` : "");
  const text = `${why} in mid-run: ${run.at} of ${run.names.length} compared. Not compared: ${named}.`;
  const node = Object.assign(document.createElement("p"), { textContent: `${text} What was finished is in the list below; compare the others again.` });
  said = { at: performance.now(), text: `<div class="pg-status pg-error" role="alert" data-testid="status">${node.outerHTML}</div>` };
  return said.text;
}

async function focusWhenShown(selector) {
  for (let i = 0; i < 60; i += 1) {
    const node = document.querySelector(selector);
    if (node?.offsetParent) {
      if (!document.activeElement?.offsetParent || document.activeElement === document.body) node.focus({ preventScroll: true });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** In the filled field the button for more files holds another one: the outer one does it all. */
document.addEventListener("click", (event) => {
  const outer = event.target.closest?.("#own button.icon-button:has(input[type=file])");
  if (outer && event.target.type !== "file") outer.querySelector("input[type=file]").click();
});

/** The folded form stays in sight above what was found, where both fit; the focus goes to the heading of the result. */
function showResult() {
  forget();
  const [form, heading] = ["#own", "#findings h2"].map((selector) => document.querySelector(selector));
  if (!form?.offsetParent || !heading) return;
  const lost = !document.activeElement || document.activeElement === document.body || document.activeElement.closest("#own, #cancel");
  if (lost) heading.focus({ preventScroll: true });
  const [top, at] = [form.getBoundingClientRect().top, heading.getBoundingClientRect().top];
  const near = at - top < window.innerHeight * 0.35 ? top : at;
  window.scrollBy({ top: near - 8, behavior: "instant" });
}
/** The first upload field, once the form stands open and is drawn anew. */
async function focusForm() {
  for (let i = 0; i < 40; i += 1) {
    const field = document.querySelector("#degraded .upload-container:not(.icon-mode)") ?? document.querySelector("#degraded button");
    if (field?.offsetParent && (document.activeElement === document.body || !document.activeElement?.offsetParent)) field.focus({ preventScroll: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

window.priorlens = Object.assign(window.priorlens || {}, { showResult, focusForm, interrupted });

// A run that the page was reloaded over.
const before = interrupted("The page was reloaded, or lost its connection,");
if (before) {
  const place = document.querySelector(".pg-intake-note");
  if (place) place.innerHTML = before;
}
