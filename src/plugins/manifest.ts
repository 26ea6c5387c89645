import type { JsonSchema } from '../core/schemas.js';

/** What every plugin says about itself. */
export interface Manifest<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly apiVersion: 1;
  readonly description: string;
  /** JSON Schema of the plugin's own options. */
  readonly optionsSchema: JsonSchema;
  /** Papers and equations the plugin follows. */
  readonly references: readonly string[];
}
