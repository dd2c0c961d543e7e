// Where the focus and the page go while a photo is compared: never to nowhere, and the result comes into sight.

/** What was focused inside the upload fields is drawn anew with the files: the focus goes on to what comes next. */
document.addEventListener("change", (event) => {
  const zone = event.target.closest?.("#degraded, #generated, #truth");
  if (!zone || event.target.type !== "file") return;
  const observer = new MutationObserver(() => {
    if (!zone.querySelector(".filename") || (document.activeElement !== document.body && document.activeElement)) return;
    observer.disconnect();
    (zone.id === "degraded" ? document.querySelector("#run") : zone.querySelector("button"))?.focus({ preventScroll: true });
  });
  observer.observe(zone, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), 30000);
}, true);

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#run")) return;
  delete document.querySelector("#own").dataset.open;
});

/** In the filled field the button for more files holds another one: the outer one does it all. */
document.addEventListener("click", (event) => {
  const outer = event.target.closest?.("#own button.icon-button:has(input[type=file])");
  if (outer && event.target.type !== "file") outer.querySelector("input[type=file]").click();
});

/** The folded form stays in sight above what was found, where both fit; the focus goes to the heading of the result. */
function showResult() {
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

window.priorlens = Object.assign(window.priorlens || {}, { showResult, focusForm });
