import type { Zone } from '../../contract/privacy.ts'

/** A zone's glyph, which is its class for colour as well. */
export const ZONE_GLYPH = { mac: 'mac', network: 'net', cloud: 'cloud' } as const satisfies Readonly<Record<Zone, string>>

/** A zone as a heading names it: `This Mac`, `My network`, `Cloud`. */
export const zoneName = (zone: Zone, machine: string): string => ({ mac: machine, network: 'My network', cloud: 'Cloud' })[zone]
