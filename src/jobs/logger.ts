/** What a message is about, for programs that read logs. */
export interface About {
  readonly job?: string | undefined;
  readonly worker?: string | undefined;
  readonly [field: string]: string | number | undefined;
}

/** Where the service says what happens to it. */
export interface Logger {
  info(message: string, about?: About): void;
  warn(message: string, about?: About): void;
  error(message: string, about?: About): void;
}
