// The alignment as the viewer gets it: a coarse grid of where reference pixels are found in the
// generated image. See comparison_payload in app/panes.py, which writes it.

/** Undo the row-wise differences that make the side file small. Wraps at the type's width. */
export function undelta(values, columns) {
  for (let i = 0; i < values.length; i += 1) {
    if (i % columns) values[i] += values[i - 1];
  }
  return values;
}

/**
 * Bytes of the side file → field. Planes in order: x (int16), y (int16), confidence (uint8), valid (uint8),
 * little-endian, each row stored as differences.
 */
export function decodeFlow(bytes, meta) {
  const count = meta.columns * meta.rows;
  if (bytes.byteLength !== count * 6) {
    throw new Error(`alignment: expected ${count * 6} bytes, got ${bytes.byteLength}`);
  }
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return {
    ...meta,
    dx: undelta(new Int16Array(buffer, 0, count), meta.columns),
    dy: undelta(new Int16Array(buffer, count * 2, count), meta.columns),
    confidence: undelta(new Uint8Array(buffer, count * 4, count), meta.columns),
    valid: undelta(new Uint8Array(buffer, count * 5, count), meta.columns),
  };
}

/** Position of the corner of the grid cell around a reference pixel, and the place inside the cell. */
function cell(field, point) {
  const place = (value, side, nodes) => {
    const at = side > 1 ? (Math.min(Math.max(value, 0), side - 1) * (nodes - 1)) / (side - 1) : 0;
    const low = Math.min(Math.floor(at), Math.max(nodes - 2, 0));
    return [low, at - low];
  };
  const [column, u] = place(point.x, field.width, field.columns);
  const [row, v] = place(point.y, field.height, field.rows);
  return { column, row, u, v };
}

function bilinear(plane, field, { column, row, u, v }) {
  const i = row * field.columns + column;
  const right = field.columns > 1 ? 1 : 0;
  const down = field.rows > 1 ? field.columns : 0;
  const top = plane[i] * (1 - u) + plane[i + right] * u;
  const bottom = plane[i + down] * (1 - u) + plane[i + down + right] * u;
  return top * (1 - v) + bottom * v;
}

/** Where a reference pixel is found in the generated image. */
export function toGenerated(field, point) {
  const at = cell(field, point);
  return {
    x: point.x * field.scale_x + bilinear(field.dx, field, at) * field.step_px,
    y: point.y * field.scale_y + bilinear(field.dy, field, at) * field.step_px,
  };
}

/** The reference pixel that is found at a generated pixel: Newton's method with the canvas scale as slope. */
export function toReference(field, point) {
  const guess = { x: point.x / field.scale_x, y: point.y / field.scale_y };
  for (let i = 0; i < 12; i += 1) {
    const there = toGenerated(field, guess);
    const ex = (point.x - there.x) / field.scale_x;
    const ey = (point.y - there.y) / field.scale_y;
    guess.x += ex;
    guess.y += ey;
    if (Math.abs(ex) + Math.abs(ey) < 1e-3) break;
  }
  return guess;
}

/** {x, y} flow in generated pixels, confidence in [0, 1], valid: at a reference pixel. */
export function flowAt(field, point) {
  const at = cell(field, point);
  const there = toGenerated(field, point);
  return {
    x: there.x - point.x,
    y: there.y - point.y,
    confidence: bilinear(field.confidence, field, at) / 255,
    valid: bilinear(field.valid, field, at) >= 0.5,
  };
}
