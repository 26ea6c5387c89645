// What figures were measured on.
import { cpus, loadavg } from 'node:os';

export function machine() {
  const [{ model }] = cpus();
  return { cpu: model, cores: cpus().length, load: loadavg()[0], node: process.versions.node };
}
