/** What the page may do, in a browser and under Electron alike: run its own scripts, talk to where it came from, no more. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Goes with every answer, page or not. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'origin-agent-cluster': '?1',
  // What is said into the microphone is written down on this machine; it is asked for when the person presses the button.
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self), midi=(), payment=(), usb=(), serial=(), hid=(), bluetooth=(), display-capture=()',
}
