// Zoom, pan and the keyboard's cursor, for all linked panes or one that stands alone.

import { clamp, clampCentre, MAX_SCALE, stepScale, zoomAbout } from './geometry.js';
import { frameScale } from './transforms.js';

/** @param {import('./types.d.ts').Viewer} v */
export function createNavigation(v) {
  const middle = () => ({ x: (v.data.width - 1) / 2, y: (v.data.height - 1) / 2 });

  function setView(pane, next) {
    const own = v.state.unlinked[pane.name];
    v.update(own ? { unlinked: { ...v.state.unlinked, [pane.name]: { ...own, ...next } } } : next);
  }

  const fitOf = (pane) => frameScale({ zoom: 'fit' }, pane.box, v.data);
  const centreOf = (pane) => (v.view(pane).zoom === 'fit' ? middle() : v.view(pane));

  /** Zoom one pane, and with it all that are linked, keeping `point` (frame pixels) under the cursor. */
  function zoomTo(pane, scale, point = null) {
    const old = v.scaleOf(pane);
    const least = Math.min(fitOf(pane), 1);
    const next = clamp(scale, least, MAX_SCALE);
    if (next <= least * 1.0001 && fitOf(pane) <= 1) return setView(pane, { zoom: 'fit' });
    const from = centreOf(pane);
    const centre = clampCentre(zoomAbout(from, point ?? from, old, next), next, pane.box, v.data);
    return setView(pane, { zoom: next, ...centre });
  }

  function moveTo(pane, centre) {
    setView(pane, clampCentre(centre, v.scaleOf(pane), pane.box, v.data));
  }

  /** By device pixels. */
  function panBy(pane, dx, dy) {
    if (v.view(pane).zoom === 'fit') return;
    const scale = v.scaleOf(pane);
    const from = v.view(pane);
    moveTo(pane, { x: from.x - dx / scale, y: from.y - dy / scale });
  }

  return {
    zoomTo,
    moveTo,
    panBy,
    centreOf,
    zoomStep(direction, pane = v.leader()) {
      if (pane) zoomTo(pane, stepScale(v.scaleOf(pane), direction), v.hover);
    },
    /** Between the whole image and actual pixels. */
    toggle(pane = v.leader(), point = null) {
      if (!pane) return;
      if (v.view(pane).zoom === 'fit') zoomTo(pane, fitOf(pane) < 1 ? 1 : fitOf(pane) * 2, point);
      else setView(pane, { zoom: 'fit' });
    },
    /** A pane's own shift in its own pixels, on top of the common view. */
    offsetBy(pane, dx, dy) {
      const [x, y] = v.state.offsets[pane.name] ?? [0, 0];
      v.update({ offsets: { ...v.state.offsets, [pane.name]: [x + dx, y + dy] } });
    },
    /** Move the cross-hair by image pixels and bring it into view. */
    moveCursor(dx, dy) {
      const pane = v.leader();
      if (!pane) return;
      const from = v.hover ?? centreOf(pane);
      const to = {
        x: clamp(Math.round(from.x) + dx, 0, v.data.width - 1),
        y: clamp(Math.round(from.y) + dy, 0, v.data.height - 1),
      };
      const half = { x: pane.box.width / 2 / v.scaleOf(pane), y: pane.box.height / 2 / v.scaleOf(pane) };
      const centre = centreOf(pane);
      if (v.view(pane).zoom !== 'fit' && (Math.abs(to.x - centre.x) > half.x || Math.abs(to.y - centre.y) > half.y)) {
        moveTo(pane, to);
      }
      v.setHover(to, { speak: true });
    },
  };
}
