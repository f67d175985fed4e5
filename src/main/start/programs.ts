/** What the host starts besides its own engines: decoders, the faster speech engine, what opens a file for the person, and what fills the clipboard. */
export const HOST_PROGRAMS: readonly string[] = ['ffmpeg', 'afconvert', 'afinfo', 'whisper-cli', 'open', 'xdg-open', 'pbcopy', 'wl-copy', 'xclip', 'xsel']
