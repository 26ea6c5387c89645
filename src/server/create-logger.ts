import type { ServiceConfig } from '../core/generated/documents.js';
import type { About, Logger } from '../jobs/logger.js';

const levels = ['info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** A logger that writes a line for each message that is important enough: for people, or one JSON object. */
export function createLogger(
  { logFormat, logLevel }: Pick<ServiceConfig, 'logFormat' | 'logLevel'>,
  write: (line: string) => void,
): Logger {
  const format = logFormat === 'json' ? asJson : asText;
  const log =
    (level: Level) =>
    (message: string, about: About = {}) => {
      if (levels.indexOf(level) >= levels.indexOf(logLevel)) write(format(level, message, about));
    };
  return { info: log('info'), warn: log('warn'), error: log('error') };
}

function asJson(level: Level, message: string, about: About): string {
  return JSON.stringify({ at: new Date().toISOString(), level, message, ...about });
}

function asText(level: Level, message: string, { job, worker, ...rest }: About): string {
  const prefix = { info: '', warn: 'warning: ', error: 'error: ' }[level];
  const subject = job === undefined ? (worker === undefined ? '' : `worker ${worker}: `) : `job ${job}: `;
  const fields = Object.entries(rest).map(([name, value]) => ` ${name}=${value}`);
  return `${prefix}${subject}${message}${fields.join('')}`;
}
