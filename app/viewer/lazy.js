// Differences as images: tiles are computed by the engine when they come into view.

import { pickLevel } from './draw.js';
import { visibleRect } from './geometry.js';
import { tileRects } from './pyramid.js';

const KEEP = 8;

/**
 * Tiled source of a difference on the frame's grid, drawable like a loaded image. `request(level, rect)` resolves
 * to {bitmap}; `onChange` is called when a tile has arrived.
 */
export function createDifference(frame, request, onChange, onError) {
  const levels = [];
  let [width, height] = [frame.width, frame.height];
  for (;;) {
    levels.push({ width, height, tiles: tileRects(width, height).map((rect) => ({ ...rect, bitmap: null, asked: false, seen: 0 })) });
    if (Math.max(width, height) <= 64) break;
    [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  }
  let open = true;
  let turn = 0;

  /** Tiles that went out of sight longest ago make room. */
  function prune() {
    const held = levels.flatMap((level) => level.tiles).filter((tile) => tile.bitmap).sort((p, q) => q.seen - p.seen);
    for (const tile of held.slice(KEEP)) {
      if (tile.seen === turn) continue;
      tile.bitmap.close();
      Object.assign(tile, { bitmap: null, asked: false });
    }
  }

  return {
    width: frame.width,
    height: frame.height,
    levels,
    /** Ask for the tiles that a pane shows. */
    want(transform, box) {
      turn += 1;
      const level = pickLevel(levels, transform.scale);
      const { tiles, width: w, height: h } = levels[level];
      const area = visibleRect({ ...transform, scale: transform.scale * 2 ** level }, box, { width: w, height: h });
      for (const tile of tiles) {
        const seen = tile.x < area.x1 && tile.y < area.y1 && tile.x + tile.width > area.x0 && tile.y + tile.height > area.y0;
        if (seen) tile.seen = turn;
        if (!seen || tile.asked) continue;
        tile.asked = true;
        const { x, y, width: tw, height: th } = tile;
        request(level, { x, y, width: tw, height: th }).then(({ bitmap }) => {
          if (!open) return bitmap.close();
          tile.bitmap = bitmap;
          return onChange();
        }).catch(onError);
      }
      prune();
    },
    close() {
      open = false;
      for (const level of levels) for (const tile of level.tiles) tile.bitmap?.close();
    },
  };
}
