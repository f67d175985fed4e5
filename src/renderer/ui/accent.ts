/** Degrees of hue within which an accent would be read as a zone. */
const NEAR_DEGREES = 30
/** Below this share of colour an accent is grey and has no hue to speak of. */
const GREY = 0.1

const channels = (hex: string): readonly [number, number, number] => {
  const at = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16) / 255
  return [at(1), at(3), at(5)]
}

/** The hue of `#rrggbb` in degrees, as HSL has it; null for a grey. */
export const hueOf = (hex: string): number | null => {
  const [red, green, blue] = channels(hex)
  const most = Math.max(red, green, blue)
  const span = most - Math.min(red, green, blue)
  if (most === 0 || span / most < GREY) return null
  const sixth = most === red ? (green - blue) / span : most === green ? (blue - red) / span + 2 : (red - green) / span + 4
  return (sixth * 60 + 360) % 360
}

const apart = (a: number, b: number): number => Math.min(Math.abs(a - b), 360 - Math.abs(a - b))

/** Whether the person's accent is so near a zone's hue that ink takes its place: one colour is one zone. */
export const accentYields = (accent: string, zones: readonly string[]): boolean => {
  const hue = hueOf(accent)
  if (hue === null) return false
  return zones.some((zone) => {
    const other = hueOf(zone)
    return other !== null && apart(hue, other) <= NEAR_DEGREES
  })
}
