// A button that submits its form. One primary per page.
import { Key } from "./key.tsx";
import type { ComponentChildren } from "preact";

interface ButtonProps {
  readonly kind?: "primary" | "quiet";
  readonly name?: string;
  readonly value?: string;
  /** The key that does the same, shown beside the words and told to assistive technology. */
  readonly shortcut?: string;
  readonly children: ComponentChildren;
}

export function Button({ kind = "primary", shortcut, children, ...rest }: ButtonProps) {
  return (
    <button type="submit" class={`button ${kind}`} aria-keyshortcuts={shortcut} data-key={shortcut} {...rest}>
      {children}
      {shortcut !== undefined && <Key name={shortcut} />}
    </button>
  );
}
