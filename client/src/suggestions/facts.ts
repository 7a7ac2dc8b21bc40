// What the script of the page where one proposes is given, and where its parts stand.
import type { BlockJSON } from "@pliego/shared/text/types.ts";

export interface ProposeFacts {
  readonly consultation: string;
  readonly block: string;
  readonly base: number;
  readonly original: BlockJSON;
  /** The form is shown again with what was sent: it wins over what the device kept. */
  readonly refused: boolean;
  readonly rationaleLength: { readonly min: number; readonly max: number };
  readonly signIn: string;
}
