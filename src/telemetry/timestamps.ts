/** RFC 3339 timestamps in UTC, with the part that changes once a second kept. */
export class Timestamps {
  #second = Number.NaN
  #prefix = ''

  of(now: number): string {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#prefix = new Date(second * 1000).toISOString().slice(0, 20)
    }
    const ms = Math.floor(now) - second * 1000
    return `${this.#prefix}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
  }
}
