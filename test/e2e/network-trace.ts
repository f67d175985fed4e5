import { spawnSync } from 'node:child_process'

/** Where ptrace is not allowed (some containers), strace starts nothing. */
export const canTrace = (): boolean => spawnSync('strace', ['-f', '-e', 'trace=network', 'true']).status === 0

/**
 * Arguments for strace before the program to watch: its network and all that it writes, children and threads included. Bytes
 * are counted by what each call returned, so nothing of what was said is needed.
 */
export const traceArguments = (tracePath: string): readonly string[] => ['-f', '-yy', '--seccomp-bpf', '-s', '0', '-e', 'trace=network,write,writev,read,readv,close,execve', '-o', tracePath]

/** What one process sent to one address and had from it. */
export interface Traffic {
  readonly pid: number
  /** `203.0.113.9:443`, `[2001:db8::1]:443`. */
  readonly remote: string
  readonly protocol: 'TCP' | 'UDP'
  readonly bytesOut: number
  readonly bytesIn: number
}

export interface NetworkTrace {
  /** Per process and remote address, loopback included. */
  readonly traffic: readonly Traffic[]
  /** Per process, how many sockets other than unix and netlink ones it opened. */
  readonly socketsByPid: ReadonlyMap<number, number>
  /** Per process, the programs it became. */
  readonly programsByPid: ReadonlyMap<number, string>
}

const CALL = /^(\d+)\s+(\w+)\((.*)$/
const RESUMED = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$/
const UNFINISHED = /^(.*?)\s*<unfinished \.\.\.>$/
const RESULT = /=\s+(-?\d+)[^=]*$/
// `-yy` writes a connected socket as `21<TCP:[127.0.0.1:40000->127.0.0.1:8080]>`, `TCPv6` and `UDP` alike.
const CONNECTED = /^\d+<(TCP|UDP)(?:v6)?:\[.*->(.+?)\]>/
const NAMED = /sin6?_port=htons\((\d+)\), (?:sin_addr=inet_addr\("([^"]+)"\)|.*?inet_pton\(AF_INET6, "([^"]+)")/
const OUT = new Set(['sendto', 'sendmsg', 'send', 'write', 'writev'])
const IN = new Set(['recvfrom', 'recvmsg', 'recv', 'read', 'readv'])

/** Reads what strace wrote with `traceArguments`. */
export const readTrace = (text: string): NetworkTrace => {
  const traffic = new Map<string, Traffic>()
  const socketsByPid = new Map<number, number>()
  const programsByPid = new Map<number, string>()
  for (const { pid, name, rest } of wholeCalls(text)) {
    const result = Number(RESULT.exec(rest)?.[1] ?? -1)
    if (name === 'execve' && result === 0) programsByPid.set(pid, /^"([^"]*)"/.exec(rest)?.[1] ?? '')
    if (name === 'socket' && /^AF_(?!UNIX|NETLINK)/.test(rest)) socketsByPid.set(pid, (socketsByPid.get(pid) ?? 0) + 1)
    if (result <= 0 || !(OUT.has(name) || IN.has(name))) continue
    const connected = CONNECTED.exec(rest)
    const named = NAMED.exec(rest)
    const remote = connected?.[2] ?? (named === null ? null : remoteOf(named))
    if (remote === null) continue
    const protocol = connected?.[1] === 'TCP' ? 'TCP' : 'UDP'
    const key = `${pid} ${protocol} ${remote}`
    const known = traffic.get(key) ?? { pid, remote, protocol, bytesOut: 0, bytesIn: 0 }
    traffic.set(key, { ...known, bytesOut: known.bytesOut + (OUT.has(name) ? result : 0), bytesIn: known.bytesIn + (IN.has(name) ? result : 0) })
  }
  return { traffic: [...traffic.values()], socketsByPid, programsByPid }
}

const remoteOf = ([, port, v4, v6]: RegExpExecArray): string => (v4 === undefined ? `[${v6}]:${port}` : `${v4}:${port}`)

/** A call that another thread interrupted stands on two lines. */
const wholeCalls = function* (text: string): Generator<{ readonly pid: number; readonly name: string; readonly rest: string }> {
  const open = new Map<string, string>()
  for (const line of text.split('\n')) {
    const resumed = RESUMED.exec(line)
    if (resumed !== null) {
      const [, pid = '', name = '', tail = ''] = resumed
      const head = open.get(`${pid} ${name}`)
      open.delete(`${pid} ${name}`)
      if (head !== undefined) yield { pid: Number(pid), name, rest: head + tail }
      continue
    }
    const call = CALL.exec(line)
    if (call === null) continue
    const [, pid = '', name = '', rest = ''] = call
    const unfinished = UNFINISHED.exec(rest)
    if (unfinished === null) yield { pid: Number(pid), name, rest }
    else open.set(`${pid} ${name}`, unfinished[1] ?? '')
  }
}

/** Sent and received in all, per remote address: what a ledger is held against. */
export const totalsByRemote = ({ traffic }: NetworkTrace): ReadonlyMap<string, { readonly bytesOut: number; readonly bytesIn: number }> => {
  const totals = new Map<string, { bytesOut: number; bytesIn: number }>()
  for (const { remote, bytesOut, bytesIn } of traffic) {
    const known = totals.get(remote) ?? { bytesOut: 0, bytesIn: 0 }
    totals.set(remote, { bytesOut: known.bytesOut + bytesOut, bytesIn: known.bytesIn + bytesIn })
  }
  return totals
}

/** Is this this very computer? */
export const isLoopbackRemote = (remote: string): boolean => /^(127\.|\[::1\]|\[::ffff:127\.)/.test(remote)
