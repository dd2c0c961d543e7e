// Images that come to the upload fields by other ways: pasted anywhere on the tab, or a whole folder chosen or dropped.
// All end in the fields' own file inputs, so that one set of checks and messages serves every way.

const ZONES = { degraded: "Degraded photos", generated: "Generated images", truth: "Ground truth" };
const SUFFIXES = (props.suffixes || "").split(" ");
const note = element.querySelector(".pg-intake-note");
const byName = new Intl.Collator(undefined, { numeric: true });
let pointed = null;
let pasted = 0;

const say = (text) => { note.textContent = text; };
const plural = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
const zoneAt = (node) => Object.keys(ZONES).find((zone) => node?.closest?.(`#${zone}`));
const isImage = (file) => SUFFIXES.some((suffix) => file.name.toLowerCase().endsWith(suffix));

/** The field's own input; the section is opened for it if need be. */
async function inputOf(zone) {
  const find = () => document.querySelector(`#${zone} input[type=file]`);
  if (!find()) document.querySelector("#own .label-wrap:not(.open)")?.click();
  for (let i = 0; i < 50 && !find(); i += 1) await new Promise((later) => setTimeout(later, 100));
  if (!find()) throw new Error("The upload fields did not open.");
  return find();
}

async function give(zone, files) {
  const input = await inputOf(zone);
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  input.files = bag.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

async function giveFolder(zone, files, name) {
  const images = files.filter(isImage).sort((a, b) => byName.compare(a.name, b.name));
  const left = files.length - images.length;
  const others = left ? `; ${plural(left, "other file")} left out` : "";
  if (!images.length) return say(`No image in “${name}”: expected ${SUFFIXES.join(", ")}${others}.`);
  await give(zone, images);
  return say(`${ZONES[zone]}: ${plural(images.length, "image")} from “${name}”${others}.`);
}

/** Every file below a dropped entry. Folders are read in portions, as browsers give them. */
async function filesBelow(entry) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const inner of some) if (!inner.name.startsWith(".")) found.push(...await filesBelow(inner));
  }
}

const carriesFiles = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
const tabInSight = () => Boolean(document.querySelector("#own")?.offsetParent);

/** Files that miss the fields are degraded photos: never what the browser would do with them, which is to leave the page. */
async function onDrop(event) {
  if (!carriesFiles(event)) return;
  const zone = zoneAt(event.target);
  const entries = [...event.dataTransfer?.items ?? []].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const folder = entries.find((entry) => entry.isDirectory);
  if (zone && !folder) return;
  if (!zone && event.target.closest?.(".upload-container, .file-upload, [data-testid=file-upload]")) return;
  const dropped = [...event.dataTransfer.files];
  event.preventDefault();
  event.stopPropagation();
  if (!zone && !tabInSight()) return;
  if (folder) {
    const files = (await Promise.all(entries.map(filesBelow))).flat();
    await giveFolder(zone ?? "degraded", files, folder.name);
    return;
  }
  const images = dropped.filter((file) => isImage(file) || file.type.startsWith("image/"));
  if (!images.length) return say(`No image among what was dropped: expected ${SUFFIXES.join(", ")}.`);
  await give("degraded", images);
  say(`${ZONES.degraded}: ${plural(images.length, "image")} dropped. Drop on another field to put images there.`);
}

async function onPaste(event) {
  const shown = document.querySelector("#own");
  const files = [...event.clipboardData?.files ?? []];
  if (!shown?.offsetParent || !files.length) return;
  const typing = event.target.closest?.("input, textarea, [contenteditable]");
  if (typing && event.clipboardData.types.includes("text/plain")) return;
  event.preventDefault();
  const images = files.filter((file) => isImage(file) || file.type.startsWith("image/"));
  if (!images.length) return say("The clipboard holds no image.");
  // Browsers call whatever was copied image.png: a number keeps several apart.
  const named = images.map((file) => {
    pasted += 1;
    return file.name === "image.png" ? new File([file], `pasted-${pasted}.png`, { type: file.type }) : file;
  });
  const zone = zoneAt(document.activeElement) ?? pointed ?? "degraded";
  await give(zone, named);
  say(`${ZONES[zone]}: ${plural(named.length, "image")} pasted. Point at another field to paste there.`);
}

const guarded = (action) => (event) => action(event).catch?.((error) => say(error.message));
document.addEventListener("paste", guarded(onPaste));
document.addEventListener("drop", guarded(onDrop), true);
document.addEventListener("dragover", (event) => {
  if (carriesFiles(event) && !zoneAt(event.target)) event.preventDefault();
});
document.addEventListener("pointerover", (event) => { pointed = zoneAt(event.target) ?? null; });

document.addEventListener("click", (event) => {
  const zone = event.target.closest?.("button[data-zone]")?.dataset.zone;
  if (!zone) return;
  const chooser = Object.assign(document.createElement("input"), { type: "file", multiple: true, webkitdirectory: true });
  chooser.addEventListener("change", guarded(async () => {
    const files = [...chooser.files];
    if (files.length) await giveFolder(zone, files, files[0].webkitRelativePath.split("/")[0]);
  }));
  chooser.click();
});
