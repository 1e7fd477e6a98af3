import { isMode, type Mode } from './settings.ts'

/** The mode that a setting says, or implies: a setting without one means to act. */
export function modeOf(setting: unknown, byDefault: Mode = 'enforce'): Mode {
  if (setting === undefined) return byDefault
  if (isMode(setting)) return setting
  const { mode } = setting as { readonly mode?: unknown }
  return isMode(mode) ? mode : 'enforce'
}
