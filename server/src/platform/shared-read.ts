// One read for many who ask the same at once: 100,000 pages that come back after a restart ask the database a few times.

/**
 * Wraps a read so that those who ask while it runs share the next one. Never a running one: what was committed before
 * somebody asked is in her answer.
 */
export function sharedRead<Key extends string, T>(read: (key: Key) => Promise<T>): (key: Key) => Promise<T> {
  const running = new Map<Key, Promise<unknown>>();
  const next = new Map<Key, Promise<T>>();
  const begin = (key: Key): Promise<T> => {
    next.delete(key);
    const reading = read(key);
    running.set(key, reading);
    const ended = () => {
      if (running.get(key) === reading) running.delete(key);
    };
    reading.then(ended, ended);
    return reading;
  };
  return (key) => {
    const before = running.get(key);
    if (before === undefined) return begin(key);
    let waiting = next.get(key);
    if (waiting === undefined) {
      const after = () => begin(key);
      waiting = before.then(after, after);
      next.set(key, waiting);
    }
    return waiting;
  };
}
