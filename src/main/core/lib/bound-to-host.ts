/**
 * The shell becomes the program, so that its exit and its signals are the program's own. A guard stays beside it and reads
 * from a pipe that the host holds and never writes to: it ends when the host does, however that ends, and then the guard ends
 * the whole group.
 */
const SCRIPT = 'exec 3<&0 </dev/null; { read -r _ <&3; kill -9 0; } >/dev/null 2>&1 & exec 3<&-; exec "$@"'

/**
 * The command line that binds a program's life to ours, on macOS and Linux alike. To be spawned `detached`, in a group of its
 * own, with a pipe for its stdin that is left open; a program that cannot be started ends with 126 or 127.
 */
export const boundToHost = (program: string, args: readonly string[]): readonly [command: string, args: readonly string[]] => ['/bin/sh', ['-c', SCRIPT, 'sh', program, ...args]]

/** The program that such a command line starts; null for any other use of a shell. */
export const boundProgram = (command: string, args: readonly string[]): readonly [program: string, args: readonly string[]] | null => {
  const [flag, script, name, program, ...rest] = args
  return command === '/bin/sh' && flag === '-c' && script === SCRIPT && name === 'sh' && program !== undefined ? [program, rest] : null
}
