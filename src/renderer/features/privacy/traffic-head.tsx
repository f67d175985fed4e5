import { dayName, longDate } from '../../words/days.ts'
import { bytesInWords, priceInWords } from '../../words/bytes.ts'
import type { DayTotal } from './traffic-store.ts'
import { todayInWords } from './traffic-words.ts'

const FULL_PX = 52

const shortDate = (at: Date): string => longDate(at).split(' ').slice(1, 3).join(' ').replace(/^(\d+ \w{3})\w*/, '$1')

/** The day in a sentence, and the last days in bars; the bars are a table for ears. */
export const TrafficHead = ({ days, place }: { readonly days: readonly DayTotal[]; readonly place: string }) => {
  const today = days.at(-1)
  return (
    <header className="traffic-head">
      <div className="grow">
        {today && <p className="sm t3">Today, {dayName(today.date, new Date(0)).replace(/ \d{4}$/, '')}</p>}
        <h1 className="today">
          {today ? (
            todayInWords(today, place).map(({ words, zone }, at) => (
              <span key={at} className={zone}>
                {words}
              </span>
            ))
          ) : (
            <>Privacy</>
          )}
        </h1>
      </div>
      {days.length > 0 && <Bars days={days} />}
    </header>
  )
}

const Bars = ({ days }: { readonly days: readonly DayTotal[] }) => {
  const most = Math.max(1, ...days.map(({ cloudBytes, networkBytes }) => cloudBytes + networkBytes))
  const spent = days.reduce((sum, { priceUsd }) => sum + priceUsd, 0)
  const sum = days.reduce((bytes, { cloudBytes, networkBytes }) => bytes + cloudBytes + networkBytes, 0)
  // A day on which something left is seen, however little it was.
  const height = (bytes: number): string => `${bytes === 0 ? 0 : Math.max(2, (bytes / most) * FULL_PX) / 16}rem`
  return (
    <div className="traffic-bars">
      <div className="bars" aria-hidden="true">
        {days.map(({ date, cloudBytes, networkBytes }) => (
          <span key={date.getTime()} title={`${shortDate(date)}: ${bytesInWords(cloudBytes)} to the cloud, ${bytesInWords(networkBytes)} to your network`}>
            {cloudBytes + networkBytes === 0 && <i className="nil" />}
            {cloudBytes > 0 && <i className="in-cloud" style={{ height: height(cloudBytes) }} />}
            {networkBytes > 0 && <i className="in-net" style={{ height: height(networkBytes) }} />}
          </span>
        ))}
      </div>
      <p className="row xs t3 num" aria-hidden="true">
        <span className="grow">{days[0] && shortDate(days[0].date)}</span>
        {spent > 0 ? `${priceInWords(spent)} in ${days.length} days` : sum > 0 ? `${bytesInWords(sum)} in ${days.length} days` : 'nothing left'}
      </p>
      <table className="said">
        <caption>What left in the last {days.length} days</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">To the cloud</th>
            <th scope="col">To your network</th>
            <th scope="col">Kept here</th>
            <th scope="col">Spent</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ date, cloudBytes, networkBytes, kept, blocked, priceUsd }) => (
            <tr key={date.getTime()}>
              <th scope="row">{shortDate(date)}</th>
              <td>{bytesInWords(cloudBytes)}</td>
              <td>{bytesInWords(networkBytes)}</td>
              <td>{kept + blocked}</td>
              <td>{priceInWords(priceUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
