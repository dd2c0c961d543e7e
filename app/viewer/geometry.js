// Viewport geometry. Image coordinates have pixel centres at integers; screen units are device
// pixels of a pane's canvas, so a scale of 1 is one image pixel per screen pixel.

export const MIN_SCALE = 1 / 64;
export const MAX_SCALE = 64;
export const ZOOM_STEPS = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32];

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** Largest scale that shows all of the image. Whole numbers above 1, so that no pixel is wider than its neighbour. */
export function fitScale(box, size) {
  const scale = Math.min(box.width / size.width, box.height / size.height);
  if (!(scale > 0)) return 1;
  return scale >= 1 ? Math.floor(scale) : scale;
}

/** The transform that puts `centre` (image coordinates) in the middle of the box. Origin on whole pixels. */
export function transformAt(box, centre, scale) {
  return {
    scale,
    x: Math.round(box.width / 2 - (centre.x + 0.5) * scale),
    y: Math.round(box.height / 2 - (centre.y + 0.5) * scale),
  };
}

/** Screen position of the middle of an image pixel. */
export function toScreen(transform, point) {
  return {
    x: transform.x + (point.x + 0.5) * transform.scale,
    y: transform.y + (point.y + 0.5) * transform.scale,
  };
}

export function toImage(transform, point) {
  return {
    x: (point.x - transform.x) / transform.scale - 0.5,
    y: (point.y - transform.y) / transform.scale - 0.5,
  };
}

/** Keep the frame on the screen: centred on an axis where it fits, else without a gap at its edge. */
export function clampCentre(centre, scale, box, frame) {
  const axis = (value, boxSide, side) => {
    const half = boxSide / 2 / scale;
    return half * 2 >= side ? (side - 1) / 2 : clamp(value, half - 0.5, side - 0.5 - half);
  };
  return { x: axis(centre.x, box.width, frame.width), y: axis(centre.y, box.height, frame.height) };
}

/** The new centre after a change of scale that leaves the point under the cursor where it is. */
export function zoomAbout(centre, point, oldScale, newScale) {
  const keep = oldScale / newScale;
  return { x: point.x + (centre.x - point.x) * keep, y: point.y + (centre.y - point.y) * keep };
}

/** Next stage of the zoom levels above (+1) or below (-1) a scale. */
export function stepScale(scale, direction) {
  const close = 1.001;
  if (direction > 0) return ZOOM_STEPS.find((s) => s > scale * close) ?? ZOOM_STEPS[ZOOM_STEPS.length - 1];
  return [...ZOOM_STEPS].reverse().find((s) => s < scale / close) ?? ZOOM_STEPS[0];
}

/** "1:4", "2:1", or a percentage between the stages. */
export function scaleLabel(scale) {
  const near = ZOOM_STEPS.find((s) => Math.abs(s / scale - 1) < 1e-3);
  if (near === undefined) return `${Math.round(scale * 100)} %`;
  return near >= 1 ? `${near}:1` : `1:${1 / near}`;
}

/**
 * Columns for `count` images of one size in a box; `extra` is the caption's height. The arrangement that shows them
 * largest; of those within a tenth of it, that with the fewest rows.
 */
export function bestColumns(count, box, size, gap = 1, extra = 0) {
  const choices = Array.from({ length: count }, (_, i) => {
    const rows = i + 1;
    const columns = Math.ceil(count / rows);
    const across = (box.width - gap * (columns - 1)) / columns / size.width;
    const down = ((box.height - gap * (rows - 1)) / rows - extra) / size.height;
    return { columns, scale: Math.min(across, down) };
  });
  const best = Math.max(...choices.map(({ scale }) => scale));
  return choices.find(({ scale }) => scale >= best * 0.9).columns;
}

/** A box with the edges, on whole pixels, of what is seen of it between two fractions of its width ("x") or height ("y"). */
export function stripOf(box, from, to, axis = 'x') {
  const [low, high] = [from, to].map((at) => Math.round(at * (axis === 'y' ? box.height : box.width)));
  const whole = { ...box, left: 0, right: box.width, top: 0, bottom: box.height };
  return axis === 'y' ? { ...whole, top: low, bottom: high } : { ...whole, left: low, right: high };
}

/**
 * Whole pixels of an image of `size` that a box shows under a transform: {x0, y0, x1, y1}, ends exclusive. A box
 * with `left`, `right`, `top` or `bottom` shows only what lies between them.
 */
export function visibleRect(transform, box, size) {
  return {
    x0: clamp(Math.floor(((box.left ?? 0) - transform.x) / transform.scale), 0, size.width),
    y0: clamp(Math.floor(((box.top ?? 0) - transform.y) / transform.scale), 0, size.height),
    x1: clamp(Math.ceil(((box.right ?? box.width) - transform.x) / transform.scale), 0, size.width),
    y1: clamp(Math.ceil(((box.bottom ?? box.height) - transform.y) / transform.scale), 0, size.height),
  };
}
