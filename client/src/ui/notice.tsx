// A sentence that needs attention, told as a sentence: `needs` (do something), `stop` (it was refused), `calm`.
import type { ComponentChildren } from "preact";

interface NoticeProps {
  readonly kind: "needs" | "stop" | "calm";
  readonly id?: string;
  readonly children: ComponentChildren;
}

export function Notice({ kind, id, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} id={id} role={kind === "stop" ? "alert" : undefined}>
      {children}
    </div>
  );
}
