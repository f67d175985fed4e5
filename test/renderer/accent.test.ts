import { describe, expect, it } from 'vitest'
import { accentYields, hueOf } from '../../src/renderer/ui/accent.ts'

const ZONES = { light: ['#0a7052', '#6646c8', '#a34705'], dark: ['#5bcfa6', '#b7a6ff', '#f4a862'] } as const

describe.each(Object.entries(ZONES))('the person’s accent beside the zones, in %s', (_theme, zones) => {
  it.each([['green of this Mac', zones[0]], ['violet of the network', zones[1]], ['orange of the cloud', zones[2]], ['orange', '#f7821b'], ['yellow', '#ffc600'], ['teal', '#0d9488']])('yields to ink where it is %s', (_name, accent) =>
    expect(accentYields(accent, zones)).toBe(true),
  )
  it.each([['the blue used here', '#0b62d6'], ['blue', '#007aff'], ['pink', '#f74f9e'], ['graphite', '#8c8c8c']])('stays where it is %s', (_name, accent) => expect(accentYields(accent, zones)).toBe(false))
})

it('counts hues around the circle: 350° and 10° are 20° apart', () => {
  expect(hueOf('#ff002b')).toBeCloseTo(350, 0)
  expect(accentYields('#ff002b', ['#ff2a00'])).toBe(true)
  expect(accentYields('#ff0055', ['#ff2a00'])).toBe(true)
  expect(accentYields('#ff0080', ['#ff2a00'])).toBe(false)
})

it('has no hue for black, white and grey', () => expect([hueOf('#000000'), hueOf('#ffffff'), hueOf('#808080')]).toEqual([null, null, null]))
