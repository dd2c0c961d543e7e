// Panes change places: drag one by its caption onto another, or press < and >.

import { wipePaneAt } from './wipe.js';

const SLOP = 6;

/** `list` with `name` at `index`, the others closing up. */
export function placed(list, name, index) {
  const others = list.filter((other) => other !== name);
  if (others.length === list.length) return list;
  const at = Math.min(Math.max(index, 0), others.length);
  return [...others.slice(0, at), name, ...others.slice(at)];
}

/** @param {import('./types.d.ts').Viewer} v */
export function attachReorder(v) {
  let drag = null;

  const captionAt = (event) => event.target.closest?.('.pl-caption');
  const paneOf = (node) => node?.closest?.('.pl-pane')?.dataset.pane;

  function over(event) {
    if (v.state.layout !== 'wipe') return paneOf(document.elementFromPoint(event.clientX, event.clientY));
    return wipePaneAt(v, event);
  }

  function mark(name) {
    for (const pane of v.panes.values()) pane.figure.classList.toggle('pl-drop', pane.name === name && name !== drag?.name);
  }

  function stop() {
    if (!drag) return;
    v.panes.get(drag.name)?.figure.classList.remove('pl-lifted');
    drag = null;
    mark(null);
  }

  v.stage.addEventListener('pointerdown', (event) => {
    const caption = captionAt(event);
    if (!caption || event.button !== 0 || event.pointerType === 'touch' || event.target.closest('button')) return;
    if (v.state.layout === 'flip' || v.state.panes.length < 2) return;
    drag = { name: paneOf(caption), x: event.clientX, y: event.clientY, moved: false, target: null };
    caption.setPointerCapture(event.pointerId);
  });
  v.stage.addEventListener('pointermove', (event) => {
    if (!drag) return;
    drag.moved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLOP;
    if (!drag.moved) return;
    v.panes.get(drag.name).figure.classList.add('pl-lifted');
    drag.target = over(event);
    mark(drag.target);
  });
  v.stage.addEventListener('pointerup', () => {
    const { name, target } = drag ?? {};
    stop();
    if (target && target !== name) v.move(name, v.state.panes.indexOf(target));
  });
  v.stage.addEventListener('pointercancel', stop);
  v.stage.addEventListener('lostpointercapture', stop);
  v.root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') stop();
  });
}
