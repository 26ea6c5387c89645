const storage = (id: string) => `relucent-document-${id}`;

/**
 * Remembers what this browser has sent, so that a job can be cloned whose result does not carry its document: one that
 * failed, or one with many rows of its own.
 */
export function rememberDocument(id: string, text: string): void {
  try {
    localStorage.setItem(storage(id), text);
  } catch {
    // Full or forbidden: such jobs are then cloned from their results alone.
  }
}

export function rememberedDocument(id: string): string | undefined {
  return localStorage.getItem(storage(id)) ?? undefined;
}
