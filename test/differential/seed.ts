/** Seed of the generated requests: printed, and repeated with `LINTEL_SEED=... npm test`. */
export const seed = Number(process.env.LINTEL_SEED ?? 20260728)
