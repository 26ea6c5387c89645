export default { name: 'no-regularizer', value: (x) => x[0] };
