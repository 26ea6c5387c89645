const storage = 'relucent-api-key';

/** The key that requests carry, where the service asks for one; it is forgotten with the tab. */
export function apiKey(): string | undefined {
  return sessionStorage.getItem(storage) ?? undefined;
}

export function setApiKey(key: string): void {
  sessionStorage.setItem(storage, key);
}
