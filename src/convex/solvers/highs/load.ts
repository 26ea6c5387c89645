import * as highs from 'highs';

/**
 * Loads HiGHS. The package declares a CommonJS module, whose loader would be `exports.default`; what Node imports is its
 * ES module, where the loader is the default export itself.
 */
export const loadHighs = highs.default as unknown as typeof highs.default.default;
