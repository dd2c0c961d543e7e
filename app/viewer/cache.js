// A cache of bounded size for values that can be made again: a page of large images must need little memory.

/**
 * Values by name, `limit` bytes in all; the one asked for longest ago goes first, the newest always stays.
 * `onLeave(value)` is told of each that goes.
 */
export function createCache(limit, onLeave = (_value) => {}) {
  const entries = new Map();

  function remove(name) {
    onLeave(entries.get(name).value);
    entries.delete(name);
  }

  return {
    find(name) {
      const entry = entries.get(name);
      if (!entry) return null;
      // A Map keeps the order of insertion: back to the end with what is used.
      entries.delete(name);
      entries.set(name, entry);
      return entry.value;
    },
    store(name, value, bytes) {
      entries.delete(name);
      entries.set(name, { value, bytes });
      let held = [...entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
      for (const [old, entry] of entries) {
        if (held <= limit || old === name) break;
        remove(old);
        held -= entry.bytes;
      }
      return value;
    },
    drop(prefix) {
      for (const name of [...entries.keys()]) if (name.startsWith(prefix)) remove(name);
    },
  };
}
