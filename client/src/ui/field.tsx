// A labelled field: label above, hint under it, the control last. Errors are told to assistive technology too.
import type { ComponentChildren, InputHTMLAttributes } from "preact";

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** The id of the notice that says what is wrong with this field. */
  readonly errorId?: string | undefined;
}

interface InputProps extends FieldProps {
  readonly type?: "text" | "email" | "password" | "date" | "file";
  readonly value?: string;
  readonly required?: boolean;
  readonly autocomplete?: "username" | "current-password";
  /** False for what is not prose: addresses, names of files. */
  readonly prose?: boolean;
  readonly maxlength?: number;
  readonly pattern?: string;
  readonly accept?: string;
  /** What stands beside the control, or under it. */
  readonly after?: ComponentChildren;
}

export function Field({ id, label, hint, errorId, prose = true, after, ...input }: InputProps) {
  // The attributes are a union by `type`, which only the caller knows.
  const control = { ...input, ...(!prose && plain), ...described(id, hint, errorId) } as InputHTMLAttributes;
  return (
    <div class="field">
      <Label id={id} label={label} hint={hint} />
      <div class="control">
        <input id={id} name={id} {...control} />
        {after}
      </div>
    </div>
  );
}

interface LongFieldProps extends FieldProps {
  readonly value: string;
  readonly rows: number;
  /** The field's name in the form, when it is not its id. */
  readonly name?: string;
  /** True for what people write to each other: spell-checked, set to be read. */
  readonly prose?: boolean;
  readonly lang?: string;
  readonly required?: boolean;
  readonly minlength?: number;
  /** What stands under the field. */
  readonly after?: ComponentChildren;
}

const plain = { autocapitalize: "none", spellcheck: false } as const;

/** The text starts after a line break of its own: a textarea drops the first one, and it must not be the person's. */
export function LongField({
  id,
  label,
  hint,
  errorId,
  value,
  name,
  prose = false,
  after,
  ...area
}: LongFieldProps) {
  return (
    <div class="field">
      <Label id={id} label={label} hint={hint} />
      <textarea
        id={id}
        name={name ?? id}
        class={prose ? "prose" : undefined}
        spellcheck={prose}
        {...area}
        {...described(id, hint, errorId)}
      >
        {`\n${value}`}
      </textarea>
      {after}
    </div>
  );
}

function Label({
  id,
  label,
  hint,
}: {
  readonly id: string;
  readonly label: string;
  readonly hint: string | undefined;
}) {
  return (
    <>
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  );
}

function described(id: string, hint: string | undefined, errorId: string | undefined) {
  const by = [errorId, hint === undefined ? undefined : `${id}-hint`].filter((part) => part !== undefined);
  return {
    ...(by.length > 0 && { "aria-describedby": by.join(" ") }),
    ...(errorId !== undefined && { "aria-invalid": true }),
  };
}
