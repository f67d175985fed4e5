import { fold } from './fold.ts'

/** A set of words written in one string; folded as tokens are. */
export const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/[\s,]+/).filter((word) => word !== '').map(fold))

export const MONTHS_AND_DAYS = wordSet(
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre lunedì martedì mercoledì giovedì venerdì christmas easter halloween thanksgiving hanukkah ramadan weihnachten ostern spring summer autumn winter today tomorrow yesterday',
)

const COUNTRY_CODES =
  'AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FO FR GA GB GD GE GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PR PS PT PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW'.split(' ')

const countryNames = (): ReadonlySet<string> => {
  const names = ['en', 'de', 'fr', 'es', 'it'].flatMap((language) => {
    const display = new Intl.DisplayNames([language], { type: 'region' })
    return COUNTRY_CODES.map((code) => display.of(code) ?? code)
  })
  return new Set([...names.flatMap((name) => fold(name).split(/[^\p{L}'-]+/u)).filter((word) => word.length > 3), ...EXTRA_COUNTRIES])
}
const EXTRA_COUNTRIES = wordSet('usa uk england scotland wales holland america europe asia africa australia greenlander czechia turkey ivory russia burma macedonia eu uae chad mali peru cuba iran iraq oman laos togo fiji')

/** Words of the names of countries; `new`, `south` and their like only count beside one. */
export const COUNTRIES: ReadonlySet<string> = new Set([...countryNames()].filter((word) => !wordSet('saint republic states united south north east west islands island central democratic people guinea china-taiwan saint-martin jordan kingdom georgia israel island').has(word)))

/** States, and towns that are also somebody's name or that everybody speaks of. */
export const PLACES = wordSet(
  `alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey mexico carolina dakota ohio oklahoma oregon pennsylvania rhode tennessee texas utah vermont virginia washington wisconsin wyoming ontario quebec alberta manitoba queensland victoria tasmania bavaria bayern hessen sachsen
  paris london berlin madrid rome roma milan milano vienna wien zurich zürich geneva genève munich münchen hamburg köln cologne frankfurt stuttgart leipzig dresden hannover bremen nürnberg bonn essen dortmund düsseldorf kiel lübeck rostock mainz kassel freiburg potsdam basel bern lausanne lucerne luzern salzburg graz linz innsbruck brussels bruxelles antwerp amsterdam rotterdam utrecht eindhoven groningen hague copenhagen aarhus odense aalborg stockholm gothenburg göteborg malmö uppsala oslo bergen trondheim stavanger helsinki espoo tampere turku oulu reykjavik dublin cork galway belfast edinburgh glasgow cardiff manchester liverpool birmingham leeds sheffield bristol oxford cambridge york nottingham leicester plymouth brighton southampton lisbon lisboa porto barcelona valencia sevilla seville bilbao granada málaga zaragoza marseille lyon toulouse nice nantes lille bordeaux strasbourg rennes grenoble dijon prague praha brno ostrava bratislava budapest debrecen warsaw warszawa krakow kraków gdansk poznan lodz wroclaw ljubljana maribor zagreb split belgrade sarajevo skopje sofia bucharest cluj athens thessaloniki nicosia limassol istanbul ankara izmir moscow petersburg kyiv kiev lviv odessa minsk riga vilnius tallinn tartu tbilisi baku yerevan
  york chicago houston phoenix philadelphia dallas austin seattle denver boston detroit memphis portland vegas baltimore milwaukee albuquerque tucson sacramento atlanta omaha miami oakland minneapolis tulsa cleveland orleans honolulu pittsburgh cincinnati orlando buffalo toronto montreal vancouver calgary ottawa edmonton winnipeg halifax sydney melbourne brisbane perth adelaide canberra auckland wellington christchurch mumbai delhi bangalore hyderabad chennai kolkata karachi lahore dhaka beijing shanghai shenzhen guangzhou taipei seoul busan tokyo osaka kyoto yokohama bangkok hanoi saigon jakarta manila singapore dubai doha riyadh cairo lagos nairobi accra johannesburg durban casablanca tunis algiers lima bogota santiago caracas quito havana brasilia rio paulo buenos aires montevideo nan
  american british english scottish welsh irish french german austrian swiss italian spanish portuguese dutch belgian danish swedish norwegian finnish icelandic estonian latvian lithuanian polish czech slovak hungarian romanian bulgarian serbian croatian slovenian bosnian albanian macedonian greek turkish cypriot russian ukrainian belarusian georgian armenian chechen tatar kazakh uzbek persian iranian iraqi arab arabic israeli jewish hebrew egyptian moroccan tunisian algerian african nigerian kenyan ethiopian indian pakistani bengali tamil hindi chinese japanese korean vietnamese thai indonesian malaysian filipino australian canadian mexican brazilian argentine chilean colombian peruvian cuban european asian latin roman catholic protestant orthodox muslim islamic hindu buddhist christian
  thames danube rhine nile amazon everest alps hollywood broadway manhattan brooklyn queens bronx harlem heathrow gatwick siberia sahara jerusalem gaza`,
)

/** Words that end the name of a firm, an office, a club, a work. */
export const ORGANISATIONS = wordSet(
  'inc incorporated llc ltd limited plc corp corporation co company gmbh ag kg ohg ev sa sas sarl srl spa bv nv ab oy as aps oyj kft zrt sro pty group holding holdings bank university universität université college school institute institut academy hospital klinik clinic church museum library orchestra band choir theatre theater festival foundation trust association society club union federation committee commission council ministry department agency bureau office court army navy force police service services solutions systems technologies technology software labs laboratory laboratories industries international global partners associates consulting insurance financial finance capital ventures investments media news times post journal magazine press radio television network studios records entertainment games airlines airways motors pharma pharmaceuticals health healthcare energy oil gas electric power foods restaurant cafe café bar hotel inn airport station railway stadium arena mall store shop market supermarket centre center research analytics digital cloud data movers weekly daily monthly awards award prize championship league cup olympics party republic kingdom empire act law treaty bill amendment constitution protocol standard river lake mountain mount sea ocean bay island islands valley forest desert county province state district region',
)

/** Words that stand before a name and make one of what follows. */
export const TITLES = wordSet(
  'mr mrs ms miss mx dr prof professor sir madam madame mme mlle monsieur mademoiselle lord lady dame rev reverend fr father sister brother rabbi imam judge justice captain capt sgt sergeant lt lieutenant col colonel maj major gen general adm admiral senator sen congressman congresswoman mayor governor president chancellor herr frau hr fru frøken fräulein herrn señor señora señorita sr sra srta don doña signor signora signorina sig dott dottore dottoressa ing dra senhor senhora dona pan pani pane paní meneer mevrouw mevr dhr mw herra rouva úr uncle aunt auntie grandma grandpa granny nurse coach officer detective inspector agent doctor attorney oncle tante tía tío onkel zio zia opa oma г-н г-жа господин госпожа κύριος κυρία κ bay bayan',
)

/** Small words between the parts of a name. */
export const PARTICLES = wordSet("van von de der den del della delle dello degli dei di da dos das do du la le el al bin ibn ben ter ten zu zur zum af av y i e vom e' o' mac mc st san bint abu")

/** Words of other tongues that open sentences or are written large, and are in lists of names as well. */
export const FOREIGN_WORDS = wordSet(
  `der die das den dem des ein eine einen einem einer und oder aber ich du er sie es wir ihr mein meine dein sein ist sind war hat haben wird werden nicht kein keine auch noch schon nur wenn dann weil dass wie was wer wo wann warum hier da dort jetzt heute morgen gestern bei mit von zu zum zur im am um auf aus an in nach vor seit für über unter bitte danke hallo ja nein guten liebe lieber sehr geehrte geehrter herzliche grüße viele
  le la les un une des du de et ou mais je tu il elle nous vous ils elles mon ma mes ton ta son sa ses notre votre leur est sont était avec sans pour par sur sous dans chez ce cette ces qui que quoi où quand comment pourquoi oui non merci bonjour salut cher chère très bien aussi
  el los las una unos unas y o pero yo tú él ella nosotros ellos mi mis tu tus su sus es son está están era con sin para por sobre en al del lo que quien como cuando donde porque sí no gracias hola querido querida muy bien también
  il lo gli uno e ma io lui lei noi voi loro mio mia tuo tua suo sua è sono era con senza per su tra fra in nel nella dal dalla che chi come quando dove perché grazie ciao caro cara molto bene anche
  o os as um uma uns eu ele ela nós eles meu minha seu sua são está com sem para por em no na do da que quem como quando onde sim não obrigado obrigada olá
  de het een en of maar ik jij hij zij wij jullie mijn jouw zijn haar is was heeft niet geen ook nog al dan als wie wat waar wanneer hoe met van voor op aan bij naar uit dank hallo beste
  och men jag du han hon vi ni de min din är var har inte med av för på till från hej tack og jeg ikke det den et på til fra med hei takk ei ja on se hän minä sinä että kun mutta kiitos moi
  je się nie to jest na do od za po przy dla jak co kto gdzie dzień dobry dzięki a v ve na se je to ne ano díky az egy és nem igen kérem köszönöm
  iban bic swift vat ceo cto cfo api url sql html css pdf usb gps app ios sms atm faq diy asap fyi eta
  i'm i'd i'll i've it's that's what's let's don't can't
  ein an and any her him his its our she the they this that these those will was were what when where which who why you your yes no not now new old all are but can did for from had has have how into just let may more most much must next once one only other out over same should since some such than them then there too two under until upon very want well with would hello hi hey dear thanks thank please sorry ok okay regards best sincerely cheers love yours`,
)
