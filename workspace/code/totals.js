/** Sums the kilograms of each crop in a CSV text with the columns date, crop and kilograms. */
export function totals(csv) {
  const sums = new Map()
  for (const line of csv.trim().split('\n').slice(1)) {
    const [, crop, kilograms] = line.split(',')
    sums.set(crop, (sums.get(crop) ?? 0) + Number(kilograms))
  }
  return sums
}
