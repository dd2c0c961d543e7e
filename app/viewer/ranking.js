// Methods ranked on regions: one number a region, the best mean rank first.

/**
 * Rows {name, psnr: [per region], ranks: [per region], mean} of the methods that have a number on every region; equal numbers
 * share a rank. `psnrOf(region, name)` is undefined while it is not known.
 */
export function rankMethods(regions, names, psnrOf) {
  const rows = names
    .map((name) => ({ name, psnr: regions.map((region) => psnrOf(region, name)) }))
    .filter(({ psnr }) => psnr.every((value) => value !== undefined));
  for (const row of rows) {
    row.ranks = row.psnr.map((value, i) => 1 + rows.filter((other) => other.psnr[i] > value).length);
    row.mean = row.ranks.reduce((sum, rank) => sum + rank, 0) / row.ranks.length;
  }
  return rows.sort((a, b) => a.mean - b.mean);
}
