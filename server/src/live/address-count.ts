// How many live connections each address has open; the rooms and the announcements share one count. The rooms count by
// person too.

export interface AddressCount {
  /** Counts one more and answers how to count it off again (once, however often it is called); null when it is full. */
  readonly enter: (address: string) => (() => void) | null;
}

/** Addresses without connections are not remembered. */
export function countAddresses(most: number): AddressCount {
  const open = new Map<string, number>();
  return {
    enter(address) {
      const count = open.get(address) ?? 0;
      if (count >= most) return null;
      open.set(address, count + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const now = (open.get(address) ?? 1) - 1;
        if (now === 0) open.delete(address);
        else open.set(address, now);
      };
    },
  };
}
