declare module 'scs-solver' {
  export default function createScs(options: {
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<import('./scs-module.js').Scs>;
}
