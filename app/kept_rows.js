// The visitor's rows, kept by the browser for its next visit. Several tabs keep theirs together: each adds and changes
// its own rows, and takes away only those that were its own.

const ROWS_KEY = "priorlens-photos";
const MOST_ROWS = 200;
const ownRows = new Set();

const rowName = (row) => row?.id ?? JSON.stringify([row?.name, row?.error]);

function keptRows() {
  try {
    const rows = JSON.parse(localStorage.getItem(ROWS_KEY) ?? "[]");
    return Array.isArray(rows) ? rows : [];
  } catch {
    return [];
  }
}

function keepRows(text) {
  const rows = JSON.parse(text || "[]");
  const now = new Map(rows.map((row) => [rowName(row), row]));
  const kept = keptRows().filter((row) => now.has(rowName(row)) || !ownRows.has(rowName(row)));
  const known = new Set(kept.map(rowName));
  const all = [...kept.map((row) => now.get(rowName(row)) ?? row), ...rows.filter((row) => !known.has(rowName(row)))];
  for (const name of now.keys()) ownRows.add(name);
  try {
    localStorage.setItem(ROWS_KEY, JSON.stringify(all.slice(-MOST_ROWS)));
  } catch {
    // No room, or storage is refused: the rows stay on the page.
  }
}

window.priorlens = Object.assign(window.priorlens ?? {}, { keepRows });
