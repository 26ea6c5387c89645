export interface TemporaryPostgres {
  readonly url: string;
  kill(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}
export function postgresPrograms(): string | undefined;
export function startPostgres(options?: { readonly durable?: boolean }): Promise<TemporaryPostgres>;
