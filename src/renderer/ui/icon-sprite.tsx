/** The drawings that `Icon` refers to; put once at the top of the page. */
export const IconSprite = () => (
  <svg width="0" height="0" className="said" aria-hidden="true">
    <symbol id="i-mac" viewBox="0 0 16 16">
      <path d="M3.7 2.6h8.6c.7 0 1.3.6 1.3 1.3v6.4H2.4V3.9c0-.7.6-1.3 1.3-1.3Z" />
      <path d="M.9 11.4h14.2v.5c0 .8-.7 1.5-1.5 1.5H2.4c-.8 0-1.5-.7-1.5-1.5Z" />
    </symbol>
    <symbol id="i-net" viewBox="0 0 16 16">
      <path d="M7.3 1.9c.4-.3 1-.3 1.4 0l6 5c.5.4.2 1.1-.4 1.1h-.9v5c0 .6-.4 1-1 1H9.9v-3.4c0-.3-.3-.6-.6-.6H6.7c-.3 0-.6.3-.6.6V14H3.6c-.6 0-1-.4-1-1V8h-.9c-.6 0-.9-.7-.4-1.1Z" />
    </symbol>
    <symbol id="i-cloud" viewBox="0 0 16 16">
      <path d="M4.4 13a3.4 3.4 0 0 1-.6-6.75 4.4 4.4 0 0 1 8.3-.75A3.78 3.78 0 0 1 11.7 13Z" />
    </symbol>
    <symbol id="i-lock" viewBox="0 0 16 16">
      <rect x="3.2" y="7" width="9.6" height="6.8" rx="1.6" />
      <path d="M5.3 7V5.2a2.7 2.7 0 0 1 5.4 0V7" />
    </symbol>
    <symbol id="i-plus" viewBox="0 0 16 16">
      <path d="M8 3v10M3 8h10" />
    </symbol>
    <symbol id="i-dots" viewBox="0 0 16 16">
      <path d="M3.2 8h.01M8 8h.01M12.8 8h.01" strokeWidth="2" />
    </symbol>
    <symbol id="i-down" viewBox="0 0 16 16">
      <path d="M4.4 6.3 8 9.9l3.6-3.6" />
    </symbol>
    <symbol id="i-right" viewBox="0 0 16 16">
      <path d="M6.3 4.4 9.9 8l-3.6 3.6" />
    </symbol>
    <symbol id="i-find" viewBox="0 0 16 16">
      <circle cx="7" cy="7" r="4.4" />
      <path d="m10.4 10.4 3.2 3.2" />
    </symbol>
    <symbol id="i-play" viewBox="0 0 16 16">
      <path d="M5 2.9v10.2c0 .5.5.8.9.5l7.5-5.1a.6.6 0 0 0 0-1L5.9 2.4c-.4-.3-.9 0-.9.5Z" fill="currentColor" stroke="none" />
    </symbol>
    <symbol id="i-pause" viewBox="0 0 16 16">
      <path d="M5.4 3.2v9.6M10.6 3.2v9.6" strokeWidth="2.4" />
    </symbol>
    <symbol id="i-wav" viewBox="0 0 16 16">
      <path d="M2 6.8v2.4M5 4.6v6.8M8 2.4v11.2M11 5.2v5.6M14 7v2" />
    </symbol>
    <symbol id="i-note" viewBox="0 0 16 16">
      <path d="M4.4 1.9h5L12.9 5.4v7.2a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 1-1.5-1.5V3.4a1.5 1.5 0 0 1 1.5-1.5Z" />
      <path d="M5.5 7.4h5M5.5 10.2h3.4" />
    </symbol>
    <symbol id="i-chip" viewBox="0 0 16 16">
      <rect x="4" y="4" width="8" height="8" rx="1.8" />
      <path d="M6.5 4V1.9M9.5 4V1.9M6.5 14.1V12M9.5 14.1V12M4 6.5H1.9M4 9.5H1.9M14.1 6.5H12M14.1 9.5H12" />
    </symbol>
    <symbol id="i-set" viewBox="0 0 16 16">
      <path d="M2 4.6h6.2M11.8 4.6H14M2 11.4h2.2M7.8 11.4H14" />
      <circle cx="10" cy="4.6" r="1.8" />
      <circle cx="6" cy="11.4" r="1.8" />
    </symbol>
    <symbol id="i-check" viewBox="0 0 16 16">
      <path d="m3.2 8.4 3.2 3.2 6.4-7" />
    </symbol>
    <symbol id="i-x" viewBox="0 0 16 16">
      <path d="m4 4 8 8M12 4l-8 8" />
    </symbol>
    <symbol id="i-minus" viewBox="0 0 16 16">
      <path d="M3.5 8h9" />
    </symbol>
    <symbol id="i-bang" viewBox="0 0 16 16">
      <path d="M8 3.2v6M8 12.5v.1" strokeWidth="1.9" />
    </symbol>
    <symbol id="i-clock" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.8V8l2.2 1.5" />
    </symbol>
    <symbol id="i-get" viewBox="0 0 16 16">
      <path d="M8 2.4v7.8M4.6 7 8 10.4 11.4 7M2.8 13.4h10.4" />
    </symbol>
    <symbol id="i-fold" viewBox="0 0 16 16">
      <path d="M1.9 4.6c0-.8.6-1.4 1.4-1.4h2.8l1.5 1.7h5.1c.8 0 1.4.6 1.4 1.4v5.2c0 .8-.6 1.4-1.4 1.4H3.3c-.8 0-1.4-.6-1.4-1.4Z" />
    </symbol>
    <symbol id="i-idown" viewBox="0 0 16 16">
      <path d="M4.3 12.4A3.2 3.2 0 0 1 3.9 6a4.2 4.2 0 0 1 7.9-.7 3.55 3.55 0 0 1-.1 7.1M8 7.6v6M5.9 11.6 8 13.7l2.1-2.1" />
    </symbol>
    <symbol id="i-undo" viewBox="0 0 16 16">
      <path d="M5.6 3 2.6 6l3 3M2.8 6h6.4a3.8 3.8 0 0 1 0 7.6H6.4" />
    </symbol>
    <symbol id="i-gate" viewBox="0 0 16 16">
      <path d="M9.3 1.9v3M9.3 11.1v3M1.9 8h11.7M10.7 5.1 13.6 8l-2.9 2.9" />
    </symbol>
    <symbol id="i-bolt" viewBox="0 0 16 16">
      <path d="M8.8 1.9 3.7 9h3.7l-.6 5.1L12.3 7H8.5Z" />
    </symbol>
    <symbol id="i-bubble" viewBox="0 0 16 16">
      <path d="M8 2.4c3.5 0 6.2 2.2 6.2 5.1S11.5 12.6 8 12.6c-.7 0-1.4-.1-2-.3L2.9 13.6l.7-2.5C2.5 10.2 1.8 8.9 1.8 7.5 1.8 4.6 4.5 2.4 8 2.4Z" />
    </symbol>
    <symbol id="i-mail" viewBox="0 0 16 16">
      <rect x="1.8" y="3.3" width="12.4" height="9.4" rx="1.6" />
      <path d="m2.3 4.6 5.7 4.2 5.7-4.2" />
    </symbol>
    <symbol id="i-cal" viewBox="0 0 16 16">
      <rect x="2.2" y="3" width="11.6" height="10.7" rx="1.6" />
      <path d="M2.2 6.5h11.6M5.4 1.8v2.3M10.6 1.8v2.3" />
    </symbol>
    <symbol id="i-heart" viewBox="0 0 16 16">
      <path d="M8 13.5S2.2 10 2.2 6.2A3.1 3.1 0 0 1 8 4.7a3.1 3.1 0 0 1 5.8 1.5C13.8 10 8 13.5 8 13.5Z" />
    </symbol>
    <symbol id="i-globe" viewBox="0 0 16 16">
      <circle cx="8" cy="8" r="5.9" />
      <path d="M2.2 8h11.6M8 2.1c3.2 3.4 3.2 8.4 0 11.8-3.2-3.4-3.2-8.4 0-11.8Z" />
    </symbol>
    <symbol id="i-q" viewBox="0 0 16 16">
      <path d="M5.2 5.7C5.3 4 6.5 3 8.1 3c1.7 0 2.9 1 2.9 2.5 0 2.1-2.9 2.2-2.9 4.3M8.1 12.8v.1" />
    </symbol>
    <symbol id="i-veil" viewBox="0 0 16 16">
      <path d="M2.5 5.5h3M8.5 5.5h5M2.5 10.5h5M10.5 10.5h3" />
    </symbol>
    <symbol id="i-new" viewBox="0 0 16 16">
      <path d="M8.4 3H4.6A1.8 1.8 0 0 0 2.8 4.8v6.6a1.8 1.8 0 0 0 1.8 1.8h6.6a1.8 1.8 0 0 0 1.8-1.8V7.6" />
      <path d="M6.4 9.6l.5-2.1 5.4-5.4a1.1 1.1 0 0 1 1.6 1.6L8.5 9.1Z" />
    </symbol>
    <symbol id="i-pin" viewBox="0 0 16 16">
      <path d="M5.6 2.2h4.8M6.3 2.2v4.3L4.4 9.3h7.2L9.7 6.5V2.2M8 9.3v4.6" />
    </symbol>
    <symbol id="i-mic" viewBox="0 0 16 16">
      <rect x="5.8" y="1.8" width="4.4" height="7.6" rx="2.2" />
      <path d="M3.4 7.6a4.6 4.6 0 0 0 9.2 0M8 12.2v2" />
    </symbol>
    <symbol id="i-up" viewBox="0 0 16 16">
      <path d="M8 13V3.4M3.9 7.3 8 3.2l4.1 4.1" />
    </symbol>
    <symbol id="i-stop" viewBox="0 0 16 16">
      <rect x="3" y="3" width="10" height="10" rx="2" fill="currentColor" stroke="none" />
    </symbol>
    <symbol id="i-copy" viewBox="0 0 16 16">
      <rect x="5.4" y="5.4" width="8" height="8" rx="1.6" />
      <path d="M10.6 5.2V4.2a1.6 1.6 0 0 0-1.6-1.6H4.2a1.6 1.6 0 0 0-1.6 1.6V9a1.6 1.6 0 0 0 1.6 1.6h1" />
    </symbol>
    <symbol id="i-redo" viewBox="0 0 16 16">
      <path d="M13.4 8a5.4 5.4 0 1 1-1.7-3.9M13.2 2.2v2.9h-2.9" />
    </symbol>
    <symbol id="i-pen" viewBox="0 0 16 16">
      <path d="M3 10.6 10.7 2.9a1.5 1.5 0 0 1 2.1 0l.3.3a1.5 1.5 0 0 1 0 2.1L5.4 13 2.6 13.4Z" />
    </symbol>
    <symbol id="i-pic" viewBox="0 0 16 16">
      <rect x="2.2" y="3" width="11.6" height="10" rx="1.6" />
      <path d="m2.6 11.4 3.3-3.4 2.6 2.6 1.7-1.7 3.4 3.2M10.6 6h.01" />
    </symbol>
    <symbol id="i-clip" viewBox="0 0 16 16">
      <path d="m13 7.4-5.2 5.2a3.1 3.1 0 0 1-4.4-4.4l5.5-5.5a2.1 2.1 0 0 1 2.9 2.9L6.4 11a1 1 0 0 1-1.5-1.5l4.7-4.7" />
    </symbol>
    <symbol id="i-mark" viewBox="0 0 18 18">
      <path d="M15.75 8.4V6.25a4 4 0 0 0-4-4h-5.5a4 4 0 0 0-4 4v5.5a4 4 0 0 0 4 4H8.4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      <path d="M6 8v2M9 6v6M12 7.5v3" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </symbol>
  </svg>
)
