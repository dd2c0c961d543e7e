// From a payload to panes with pixels, each proved by its hash.

import { decodeFlow } from './flow.js';
import { setStatus } from './panes.js';

const address = (file) => file?.url ?? file;

async function loadPane(v, pane) {
  const { record } = pane;
  try {
    pane.image = v.engine.open(address(record.file));
    const size = await pane.image.done;
    if (!size) return;
    setStatus(pane, 'checking');
    v.requestDraw();
    if (size.width !== record.width || size.height !== record.height) {
      setStatus(pane, 'wrong', `the file has ${size.width}×${size.height} pixels, the server computed ${record.width}×${record.height}`);
      return;
    }
    const found = await v.engine.hash(pane.image);
    if (found === null) return;
    if (found === record.sha256) setStatus(pane, 'exact');
    else setStatus(pane, 'wrong', 'the pixels decoded here differ from those the server computed');
  } catch (error) {
    setStatus(pane, 'wrong', `the image could not be shown: ${error.message}`);
  }
  v.requestDraw();
}

async function loadFlow(v) {
  const { data } = v;
  if (!data.flow) return;
  try {
    const bytes = await v.engine.bytes(address(data.flow.file), true);
    if (v.data === data) v.field = decodeFlow(bytes, data.flow);
  } catch (error) {
    v.say(`The alignment could not be read: ${error.message}`);
  }
  v.requestDraw();
}

/** Visible panes first: what is looked at must not wait for what is not. */
export async function loadAll(v) {
  const { data } = v;
  const seen = v.shown();
  const rest = [...v.panes.values()].filter((pane) => !seen.includes(pane));
  await Promise.all([...seen.map((pane) => loadPane(v, pane)), loadFlow(v)]);
  if (v.data === data) await Promise.all(rest.map((pane) => loadPane(v, pane)));
}
