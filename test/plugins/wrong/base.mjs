/** The l1 norm, right in everything; the plugins beside it are wrong in one thing each. */
export const l1 = {
  name: 'my-l1',
  formula: 'sum |x|',
  reference: 'none',
  structure: 'entries',
  convex: true,
  degree: 1,
  value: (x) => x.reduce((sum, each) => sum + Math.abs(each), 0),
  prox(x, step) {
    const y = x.map((each) => Math.sign(each) * Math.max(0, Math.abs(each) - step));
    return { y, value: l1.value(y) };
  },
};

/** The penalty with another operator of one entry. */
export const withEntry = (name, entry, value = l1.value) => ({
  ...l1,
  name,
  value,
  prox(x, step) {
    const y = x.map((each) => entry(each, step));
    return { y, value: value(y) };
  },
});
