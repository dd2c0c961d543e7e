// From a payload to panes with pixels, each verified by its hash.

import { decodeFlow } from './flow.js';
import { setStatus } from './panes.js';

const address = (file) => file?.url ?? file;

async function loadPixels(v, pane) {
  const { record } = pane;
  try {
    pane.image = v.images.open(address(record.file), record.legend_below ? { width: record.width, height: record.height } : null);
    const size = await pane.image.done;
    if (!size) return;
    setStatus(pane, 'checking');
    if (size.width !== record.width || size.height !== record.height) {
      setStatus(pane, 'wrong', `the file has ${size.width}×${size.height} pixels, the server computed ${record.width}×${record.height}`);
    }
  } catch (error) {
    setStatus(pane, 'missing', `the image could not be loaded: ${error.message}`);
  }
  v.requestDraw();
}

async function proveHash(v, pane) {
  if (pane.status.state !== 'checking') return;
  try {
    const found = await v.images.hash(pane.image);
    if (found === null) return;
    if (found === pane.record.sha256) setStatus(pane, 'exact');
    else setStatus(pane, 'wrong', 'the pixels decoded here differ from those the server computed');
  } catch (error) {
    setStatus(pane, 'wrong', `the pixels could not be checked: ${error.message}`);
  }
}

/** Pixels first, hashes when everything asked for can be seen. */
async function loadPanes(v, panes) {
  const fresh = panes.filter((pane) => !pane.image);
  await Promise.all(fresh.map((pane) => loadPixels(v, pane)));
  // One after the other: the browser copies what it hashes.
  for (const pane of fresh) await proveHash(v, pane);
  v.requestDraw();
}

async function loadFlow(v) {
  const { data } = v;
  if (!data.flow) return;
  try {
    const bytes = await v.images.bytes(address(data.flow.file), true);
    if (v.data === data) v.field = decodeFlow(bytes, data.flow);
  } catch (error) {
    v.say(`The alignment could not be read: ${error.message}`);
  }
  v.requestDraw();
}

/** Above this many pixels in all, panes that are not shown are not loaded. */
const EAGER_PIXELS = 40e6;

/**
 * Visible panes first.
 * @param {import('./types.d.ts').Viewer} v
 */
export async function loadAll(v) {
  const { data } = v;
  await Promise.all([loadPanes(v, v.shown()), loadFlow(v)]);
  if (v.data === data) await loadMissing(v);
}

/**
 * Panes that are needed and not loaded yet: shown ones, the reference, and the others where they are small.
 * @param {import('./types.d.ts').Viewer} v
 */
export async function loadMissing(v) {
  const all = [...v.panes.values()];
  const eager = all.reduce((sum, { record }) => sum + record.width * record.height, 0) <= EAGER_PIXELS;
  await loadPanes(v, all.filter(({ name }) => eager || v.state.panes.includes(name) || name === v.state.reference));
}
