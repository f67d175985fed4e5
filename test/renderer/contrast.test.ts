import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../src/renderer/ui/tokens.css', import.meta.url), 'utf8')

const token = (name: string, theme: 0 | 1): string => {
  const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(css)
  const alone = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)
  const value = pair?.[theme + 1] ?? alone?.[1]
  if (value === undefined) throw new Error(`no token ${name}`)
  return value
}

const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['window', 'surface', 'sidebar']
const TEXTS = ['ink', 'ink-2', 'ink-3', 'accent', 'danger', 'mac', 'net', 'cloud']
const PAIRS = [
  ...TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground, 4.5] as const)),
  ...['accent-fill', 'mac-fill', 'net-fill', 'cloud-fill'].map((fill) => ['on-fill', fill, 4.5] as const),
  ...['danger', 'mac', 'net', 'cloud'].map((zone) => [zone, `${zone}-tint`, 4.5] as const),
  ['ink', 'word', 4.5] as const,
  ['ink', 'control', 4.5] as const,
  ['accent', 'control', 4.5] as const,
  ...GROUNDS.map((ground) => ['off', ground, 3] as const),
]

/** What lies over a ground lets it through by its share. */
const veil = (name: string, ground: string, theme: 0 | 1): string => {
  const shares = new RegExp(`--${name}: light-dark\\(rgb\\((\\d+) \\d+ \\d+ / ([\\d.]+)\\), rgb\\((\\d+) \\d+ \\d+ / ([\\d.]+)\\)\\)`).exec(css)
  if (!shares) throw new Error(`no veil ${name}`)
  const [grey, share] = [Number(shares[theme * 2 + 1]), Number(shares[theme * 2 + 2])]
  const part = (at: number): string => Math.round(grey * share + Number.parseInt(ground.slice(at, at + 2), 16) * (1 - share)).toString(16).padStart(2, '0')
  return `#${part(1)}${part(3)}${part(5)}`
}

describe.each([['light', 0], ['dark', 1]] as const)('%s tokens', (_theme, theme) => {
  it.each(PAIRS)('%s on %s has a contrast of at least %d', (text, ground, least) => {
    expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(least)
  })

  it('a hidden detail is read on its chip, on a card and on the tint of an open record', () => {
    const card = token('surface', theme)
    for (const ground of [card, veil('hover', card, theme)]) expect(contrast(token('ink', theme), veil('press', ground, theme))).toBeGreaterThanOrEqual(4.5)
  })

  it('each zone is told apart from the others in its text, its fill and its tint', () => {
    for (const part of ['', '-fill', '-tint']) expect(new Set(['mac', 'net', 'cloud'].map((zone) => token(`${zone}${part}`, theme))).size).toBe(3)
  })
})
