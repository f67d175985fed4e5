export { WelcomePage, type SpeechDownload } from './welcome-page.tsx'
