// Which part of its image each pane shows. The common frame is the reference's own pixels; a pane of
// another size, or one whose content moved, is mapped into it.

import { clamp, fitScale, transformAt } from './geometry.js';
import { toGenerated, toReference } from './flow.js';

/** Screen pixels per reference pixel at the view's zoom. */
export function frameScale(view, box, frame) {
  return view.zoom === 'fit' ? fitScale(box, frame) : view.zoom;
}

/** Mean enlargement of a pane's image against the frame. */
function paneScale(pane, frame) {
  return Math.sqrt((pane.width / frame.width) * (pane.height / frame.height));
}

/** Frame pixel → pane pixel: through the alignment where the pane follows it, else by the sizes alone. */
export function intoPane(pane, frame, point, field) {
  if (field && pane.follows) return toGenerated(field, point);
  return {
    x: ((point.x + 0.5) * pane.width) / frame.width - 0.5,
    y: ((point.y + 0.5) * pane.height) / frame.height - 0.5,
  };
}

export function intoFrame(pane, frame, point, field) {
  if (field && pane.follows) return toReference(field, point);
  return {
    x: ((point.x + 0.5) * frame.width) / pane.width - 0.5,
    y: ((point.y + 0.5) * frame.height) / pane.height - 0.5,
  };
}

/**
 * {scale, x, y}: screen = origin + (pixel + 0.5) · scale. At "fit" a pane shows all of its own image, and on the
 * first half octave above it the pane moves over to the same object as the others; `stacked` panes, which lie on
 * top of each other, show the same object at once.
 */
export function paneTransform(pane, frame, view, box, { field = null, offset = [0, 0], stacked = false } = {}) {
  const fit = fitScale(box, frame);
  const zoom = view.zoom === 'fit' ? fit : view.zoom;
  const scale = zoom / paneScale(pane, frame);
  const shift = (transform) => ({
    scale: transform.scale,
    x: transform.x + Math.round(offset[0] * transform.scale),
    y: transform.y + Math.round(offset[1] * transform.scale),
  });
  const middle = { x: (frame.width - 1) / 2, y: (frame.height - 1) / 2 };
  const centre = intoPane(pane, frame, view.zoom === 'fit' ? middle : view, field);
  const sameGrid = pane.width === frame.width && pane.height === frame.height;
  if (sameGrid || stacked) return shift(transformAt(box, centre, scale));
  const whole = Math.min(box.width / pane.width, box.height / pane.height, fit / paneScale(pane, frame));
  const t = clamp(Math.log2(zoom / fit) * 2, 0, 1);
  const own = { x: (pane.width - 1) / 2, y: (pane.height - 1) / 2 };
  return shift(transformAt(
    box,
    { x: own.x + (centre.x - own.x) * t, y: own.y + (centre.y - own.y) * t },
    zoom < fit ? scale : whole * (scale / whole) ** t,
  ));
}
