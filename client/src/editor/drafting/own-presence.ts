// The stock client repeats everything that it hears of others, which grows with the square of the people in a room. Here it
// says only where we are. Made for y-websocket 3.
import type { WebsocketProvider } from "y-websocket";

type Repeat = (change: unknown, origin: unknown) => void;

export function sayOnlyOurOwn(provider: WebsocketProvider): void {
  const holder = provider as unknown as { _awarenessUpdateHandler: Repeat };
  const say = holder._awarenessUpdateHandler;
  provider.awareness.off("update", say);
  holder._awarenessUpdateHandler = (change, origin) => {
    if (origin !== provider) say(change, origin);
  };
  provider.awareness.on("update", holder._awarenessUpdateHandler);
}
