/** What we use of Electron's UtilityProcess; small, so that its stand-in in tests is small too. */
export interface Child<Port> {
  readonly pid: number | undefined
  postMessage(message: unknown, ports?: Port[]): void
  kill(): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
  once(event: 'spawn', listener: () => void): unknown
}

export interface Channel<Port> {
  readonly port1: Port
  readonly port2: Port
}
