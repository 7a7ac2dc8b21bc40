// A long field for people's prose with what is missing or left under it; the script counts (count.live.ts).
import type { ComponentChildren } from "preact";
import { LongField } from "./field.tsx";

interface CountedFieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly errorId: string | undefined;
  readonly value: string;
  readonly length: { readonly min: number; readonly max: number };
  readonly lang: string;
  readonly rows?: number;
  readonly children?: ComponentChildren;
}

export const CountedField = ({ length: { min, max }, rows = 5, children, ...field }: CountedFieldProps) => (
  <LongField
    {...field}
    rows={rows}
    minlength={min}
    prose
    required
    after={
      <>
        <p id={`${field.id}-count`} class="hint count" data-min={min} data-max={max} />
        {children}
      </>
    }
  />
);
