// The form that ends the writing: says why, and waits until all is saved. Both rooms have it, and the editor finds its parts by
// their ids.
import type { PageProblem } from "@pliego/shared/pages.ts";
import { policyLanguage } from "../text/language.ts";
import { CountedField } from "../ui/counted-field.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Words } from "../words.ts";

interface PublishFormProps {
  readonly action: string;
  readonly title: string;
  /** Without changes there is nothing to send. */
  readonly isEmpty: boolean;
  readonly problem: PageProblem | null;
  readonly why: {
    readonly id: "reason" | "rationale";
    readonly label: string;
    readonly hint: string;
    readonly value: string;
    readonly length: { readonly min: number; readonly max: number };
  };
  readonly note: string;
  readonly wait: string;
  readonly act: string;
  readonly words: Words;
}

export function PublishForm(props: PublishFormProps) {
  const { problem, why } = props;
  const kept = problem !== null || why.value !== "";
  return (
    <form
      class="form publish"
      id="publish"
      method="post"
      action={props.action}
      aria-labelledby="publish-title"
      hidden={props.isEmpty && !kept}
      data-kept={kept ? "" : undefined}
    >
      <h2 id="publish-title">{props.title}</h2>
      {problem && (
        <Notice kind="stop" id="problem">
          <p>{props.words.t(problem.message, problem.params)}</p>
        </Notice>
      )}
      <CountedField {...why} errorId={problem === null ? undefined : "problem"} lang={policyLanguage} />
      <p class="small">{props.note}</p>
      <p id="publish-wait" class="notice needs" tabIndex={-1} role="alert" hidden>
        {props.wait}
      </p>
      <button type="submit" class="button primary" id="publish-button">
        {props.act}
      </button>
    </form>
  );
}
