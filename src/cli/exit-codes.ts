/** Exit codes of the command line; scripts depend on them. */
export const exitCode = { ok: 0, failed: 1, badInput: 2, noNetwork: 3, interrupted: 130 } as const;
