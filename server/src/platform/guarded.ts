// The one wrapper of everything that listens to the outside: sockets, upgrades, messages. What a listener throws, at once
// or later, is told to whoever made it, and never ends the process. `npm run check` refuses listeners without it. Rule L29.

/** Makes a listener of a handler. `failed` also gets what the listener was called on. */
export function guarded<This, Args extends unknown[]>(
  handle: (this: This, ...args: Args) => void | Promise<void>,
  failed: (error: unknown, on: This) => void,
): (this: This, ...args: Args) => void {
  return function listen(this: This, ...args: Args): void {
    try {
      const running = handle.apply(this, args);
      if (running instanceof Promise) running.catch((error: unknown) => failed(error, this));
    } catch (error) {
      failed(error, this);
    }
  };
}
