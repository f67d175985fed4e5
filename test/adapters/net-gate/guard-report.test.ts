import { describe, expect, it } from 'vitest'
import { type Blocked, createReport } from '../../../src/main/adapters/net-gate/guard-report.ts'
import { blockedRow } from '../../../src/main/core/ledger/index.ts'

describe('the record of what was refused', () => {
  it('is kept until somebody listens, and a loop takes one place in it', () => {
    const report = createReport()
    for (let count = 0; count < 10_000; count += 1) report.refuse('socket', 'example.org:443')
    report.refuse('name', 'example.org')
    const told: Blocked[] = []
    report.onBlocked((each) => told.push(each))
    for (let count = 0; count < 10_000; count += 1) report.refuse('socket', 'example.org:443')
    expect(told.map(({ kind, target, count }) => [kind, target, count])).toEqual([['socket', 'example.org:443', 1], ['name', 'example.org', 1]])
  })

  it('cannot be filled by a loop over ever new targets, and cuts long ones', () => {
    const report = createReport()
    const told: Blocked[] = []
    report.onBlocked((each) => told.push(each))
    for (let count = 0; count < 10_000; count += 1) report.refuse('name', `${count}${'x'.repeat(300)}.example`)
    expect(told).toHaveLength(101)
    expect(told.at(-1)?.target).toBe('many others')
    expect(Math.max(...told.map(({ target }) => target.length))).toBe(100)
  })

  it('becomes a row that says who tried what, and how often', () => {
    expect(blockedRow({ feature: 'engine', kind: 'socket', target: '192.168.1.5:443', from: 'left-pad', count: 3 }, 5)).toMatchObject({ outcome: 'blocked', host: '192.168.1.5', zone: 'network', why: 'left-pad opened a connection 3 times, past the gate. It was refused.' })
    expect(blockedRow({ feature: 'host', kind: 'name', target: 'example.org', from: null, count: 1 }, 5)).toMatchObject({ zone: 'cloud', why: 'Something in Freehold asked for a name, past the gate. It was refused.' })
  })

  it('refuses all the same when a listener throws', () => {
    const report = createReport()
    report.onBlocked(() => {
      throw new Error('a listener’s own')
    })
    expect(report.refuse('socket', 'x:1')).toMatchObject({ code: 'EACCES' })
  })
})
