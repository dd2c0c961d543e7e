// Differences as images: tiles are computed by the worker when they come into view.

import { pickLevel } from './draw.js';
import { visibleRect } from './geometry.js';
import { tileRects } from './pyramid.js';

/** Small tiles: little is computed beyond the edge of the view. */
const LAZY_TILE = 512;
/** Tiles kept beyond those in sight. */
const KEEP = 8;

/**
 * Tiled source of a difference on the frame's grid, drawable like a loaded image. `request(level, rect)` resolves
 * to {bitmap}; `onChange` is called when a tile has arrived.
 */
export function createDifference(frame, request, onChange, onError) {
  const levels = [];
  let [width, height] = [frame.width, frame.height];
  for (;;) {
    levels.push({ width, height, tiles: tileRects(width, height, LAZY_TILE).map((rect) => ({ ...rect, bitmap: null, coming: null, seen: 0 })) });
    if (Math.max(width, height) <= 64) break;
    [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  }
  let open = true;
  let turn = 0;
  let pinned = false;

  /** Tiles that went out of sight longest ago are removed first. */
  function prune() {
    if (pinned) return;
    const held = levels.flatMap((level) => level.tiles).filter((tile) => tile.bitmap).sort((p, q) => q.seen - p.seen);
    for (const tile of held.slice(KEEP)) {
      if (tile.seen === turn) continue;
      tile.bitmap.close();
      Object.assign(tile, { bitmap: null, coming: null });
    }
  }

  /** Ask for the tiles that a view shows; resolves when those asked for have come. In a hurry only for the whole, small. */
  function want(transform, box, hurry = false) {
    turn += 1;
    const least = levels.findIndex(({ tiles }) => tiles.length === 1);
    const level = hurry ? least : pickLevel(levels, transform.scale);
    const { tiles, width: w, height: h } = levels[level];
    const area = visibleRect({ ...transform, scale: transform.scale * 2 ** level }, box, { width: w, height: h });
    const [whole] = levels[least].tiles;
    whole.seen = turn;
    whole.coming ??= fetchTile(least, whole);
    const asked = [whole.coming];
    for (const tile of tiles) {
      if (tile.x >= area.x1 || tile.y >= area.y1 || tile.x + tile.width <= area.x0 || tile.y + tile.height <= area.y0) continue;
      tile.seen = turn;
      tile.coming ??= fetchTile(level, tile);
      asked.push(tile.coming);
    }
    prune();
    return Promise.all(asked);
  }

  async function fetchTile(level, tile) {
    const { x, y, width: w, height: h } = tile;
    try {
      const { bitmap } = await request(level, { x, y, width: w, height: h });
      if (open) tile.bitmap = bitmap;
      else bitmap.close();
      onChange();
    } catch (error) {
      onError(error);
    }
  }

  return {
    width: frame.width,
    height: frame.height,
    levels,
    want,
    /** All tiles of a view, kept until release(). */
    complete(transform, box) {
      pinned = true;
      return want(transform, box);
    },
    release() {
      pinned = false;
    },
    close() {
      open = false;
      for (const level of levels) for (const tile of level.tiles) tile.bitmap?.close();
    },
  };
}
