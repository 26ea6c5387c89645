/**
 * How far outside a set an entry may be, relative to the set's size, and still count as inside: networks are trained in
 * float32, whose numbers miss a bound by up to 2^-24 of it.
 */
export const singleRounding = 2 ** -22;
