/** A regularizer's definition as it is typed. */
export interface DefinitionText {
  readonly name: string;
  readonly value: string;
  readonly prox: string;
  /** "a = 0.1, b = 2". */
  readonly params: string;
  readonly convex: boolean;
  readonly reference: string;
}

/** The definition that is sent. A default that is no number is sent as text, and the service says so. */
export function definitionOf({ name, value, prox, params, convex, reference }: DefinitionText): object {
  return {
    name,
    value,
    prox,
    params: Object.fromEntries(
      params
        .split(',')
        .filter((part) => part.trim())
        .map((part) => {
          const [parameter = '', text = ''] = part.split('=').map((side) => side.trim());
          const number = Number(text);
          return [
            parameter,
            { type: 'number', default: text === '' || Number.isNaN(number) ? text : number },
          ];
        }),
    ),
    convex,
    ...(reference ? { reference } : {}),
  };
}
