import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { FieldError } from '#relucent/core/generated/documents.js';

interface Props {
  readonly label: string;
  readonly note?: string;
  readonly errors: readonly FieldError[];
  /** Draws the control with these attributes. */
  readonly children: (attributes: {
    readonly id: string;
    readonly 'aria-invalid': boolean;
    readonly 'aria-describedby': string;
  }) => ComponentChildren;
}

/** A labelled control with a note and what is wrong with it. */
export function Field({ label, note, errors, children }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': errors.length > 0, 'aria-describedby': `${id}-note` })}
      <span id={`${id}-note`} class={errors.length > 0 ? 'wrong' : 'note'}>
        {errors.length > 0 ? errors.map(({ message }) => message).join('; ') : note}
      </span>
    </div>
  );
}
