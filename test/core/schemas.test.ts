import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { schemas } from '#relucent/core/schemas.js';

// The product takes its own schemas as they are: a wrong keyword would be ignored there.
it.each([...schemas])('%s is a schema', (_, schema) => {
  const ajv = new Ajv2020({ strict: false, discriminator: false });
  ajv.validateSchema(schema);
  expect(ajv.errors).toBeNull();
});
