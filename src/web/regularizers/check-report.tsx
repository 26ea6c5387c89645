import type { RegularizerCheck } from '#relucent/core/generated/documents.js';

/** What a regularizer was tested for when it was registered, check by check. */
export function CheckReport({ check }: { check: RegularizerCheck }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard
    <section class="scroll" aria-label="Report of the checks" tabIndex={0}>
      <table>
        <caption>{check.note}</caption>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Result</th>
            <th scope="col" class="prose">
              Claim
            </th>
          </tr>
        </thead>
        <tbody>
          {check.rows.map(({ name, claim, verdict, trials, why }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{verdict === 'passed' ? `passed at ${trials} inputs` : `skipped: ${why}`}</td>
              <td class="prose">{claim}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
