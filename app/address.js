// The part of the address after # names, beside the viewer's own view, the tab, the protocol and the overlay that are shown:
// a copied link, and the address itself, open the page as it stood.

const PLACE_TABS = ["compare", "distortion", "batch", "benchmark", "models", "about"];
const placeTab = (name) => [...document.querySelectorAll("button[role=tab]")].find((tab) => tab.innerText.trim().toLowerCase() === name);
const chosenIn = (id) => document.querySelector(`#${id} input:checked`)?.value ?? "";

/**
 * What the address says beside the viewer's own view. `latest` is the choice that was just made: until the page has drawn its group
 * anew, the one of before is checked too, and the other tabs' choices follow later.
 */
function placeOf(latest = null) {
  const tab = PLACE_TABS.find((name) => placeTab(name)?.getAttribute("aria-selected") === "true") ?? "compare";
  const protocol = latest?.closest(".pg-protocol") ? latest.value : chosenIn("protocol");
  const shown = latest?.closest("#stage, #overlay") ? latest.value : chosenIn("stage") || chosenIn("overlay");
  const overlay = tab === "distortion" ? shown : "";
  return {
    tab: tab === "compare" ? "" : tab,
    protocol: protocol === "rgb" ? "" : protocol,
    overlay: overlay === "labels" ? "" : overlay,
  };
}

/** Write the place into the address; what else stands there stays. */
function rememberPlace(latest = null) {
  const hash = new URLSearchParams(location.hash.slice(1));
  for (const [field, text] of Object.entries(placeOf(latest))) {
    if (text) hash.set(field, text);
    else hash.delete(field);
  }
  const text = hash.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  if (text !== location.hash.slice(1)) history.replaceState(history.state, "", text ? `#${text}` : location.pathname + location.search);
}

// At once: who reloads right afterwards finds it. The page itself turns to another tab as well.
new MutationObserver((changes) => {
  if (changes.some(({ target }) => target.matches("button[role=tab]"))) rememberPlace();
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["aria-selected"] });
document.addEventListener("change", (event) => {
  if (event.target.closest?.(".pg-chips, .pg-protocol")) rememberPlace(event.target.matches("input") ? event.target : null);
});

/** Once the page is there: the tab and the overlay that the address names. */
async function openPlace() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const [tab, overlay] = [asked.get("tab"), asked.get("overlay")?.replace(/^rung-/, "stage-")];
  if (!PLACE_TABS.includes(tab)) return;
  const found = async (look) => {
    for (let i = 0; i < 600; i += 1) {
      const node = look();
      if (node) return node;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return null;
  };
  await found(() => document.querySelector("#findings h2"));
  placeTab(tab)?.click();
  if (tab !== "distortion" || !overlay || !/^[a-z0-9_-]+$/.test(overlay)) return;
  await found(() => document.querySelector("#overlay-image img"));
  // The choice is drawn anew with the result: until the overlay stays chosen.
  for (let i = 0, steady = 0; i < 60 && steady < 5; i += 1) {
    const input = document.querySelector(`#overlay input[value="${overlay}"], #stage input[value="${overlay}"]`);
    if (input && !input.checked) input.click();
    steady = input?.checked ? steady + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
openPlace();

window.priorlens = Object.assign(window.priorlens ?? {}, { placeOf: () => placeOf() });
