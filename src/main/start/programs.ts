/** What the host starts besides its own engines: decoders, the faster speech engine, and what opens a file for the person. */
export const HOST_PROGRAMS: readonly string[] = ['ffmpeg', 'afconvert', 'afinfo', 'whisper-cli', 'open', 'xdg-open']
