import { wordSet } from '../vocabulary.ts'

/** After a street's name; each says by itself that it is one: "Farnell Street", "Glyn St". */
export const STREET_AFTER = wordSet('street str road rd avenue ave av lane ln drive boulevard blvd crescent cres terrace highway hwy parkway pkwy turnpike expressway freeway mews close cl esplanade promenade quay alley causeway thoroughfare roadway driveway laneway')
/** After a street's name as well, and in a hundred other meanings: counts after a house number. */
export const WEAK_AFTER = wordSet(
  'st dr court ct place pl square sq way circle cir trail trl hill hills row gardens grove walk rise view park green loop ridge bypass pike path point cove crossing estate estates field fields flat flats ford forest forge forges fork forks fort garden glen glens haven heights hollow inlet island islands isle junction junctions key keys knoll knolls lake lakes landing light lights loaf locks lodge mall manor manors meadow meadows mill mills mission motorway mount mountain mountains neck orchard oval overpass parks parkways pass passage pine pines plain plains plaza points port ports prairie radial ramp ranch rapid rapids rest river road roads route run shoal shoals shore shores skyway spring springs spur spurs squares station stravenue stream streets summit throughway trace track trafficway tunnel underpass union unions valley valleys via viaduct village villages ville vista walks wall ways well wells branch bridge brook brooks burg burgs cape center centers cliff cliffs club common commons corner corners course courts coves creek crest crossroad curve dale dam divide extension extensions',
)
/** Before a street's name: "Rue Cler", "Via Roma", "ul. Polna". */
export const STREET_BEFORE = wordSet(
  'rue avenue av boulevard bd chemin impasse allée allee quai cours ruelle sentier faubourg route calle avda avd avenida paseo carrera camino ronda travesía travesia callejón glorieta rambla carrer plaça plaza via viale piazza corso largo vicolo strada piazzale lungomare contrada rua travessa praça praca estrada alameda rodovia ladeira ul ulica ulice ulici aleja aleje osiedle plac trg nám náměstí námestie trieda třída bulevardul aleea șoseaua soseaua intrarea calea λεωφόρος οδός λεωφ ул улица проспект пр-т переулок бульвар площадь шоссе вулиця jalan jl strasse straße avinguda passeig laan rruga bulevar cesta',
)
/** Begins or names a street when it is a whole word before its number: "Vana tee 5", "Kossuth utca 3." */
export const STREET_WITHIN = wordSet('utca út útja tér körút krt tee mnt maantee pst puiestee iela gatvė g prospekts bulvāris straße strasse str gasse weg platz allee ring ufer damm steig vej gade allé plads vei veien gate gaten väg vägen gata gatan gränd straat laan weg plein kade steenweg katu tie kuja polku terrasse plass sokak sok cad cd caddesi mahallesi mah nábřeží sady ulica trg cesta')

const COMPOUND =
  /(?:.{2}(?:strasse|strass|gasse|gata|gatan|gaten|gade|vagen|vegen|veien|katu|kuja|polku|straat|steenweg|gracht|laan|plein|singel|brinkje|hohe|allee|platz|damm|ufer|gatu|granden|torget|torvet|plads|stigen|stien|bakken|haugen|terrasse|prospekt|kaari|raitti)|.{3}(?:weg|vej|vei|vag|tie|kade|dreef|steig|stieg|ring|markt|gate|str))$/
/** "Hauptstraße", "Kungsgatan", "Prinsengracht" and their like; folded. */
export const isStreetCompound = (folded: string): boolean => folded.length > 5 && COMPOUND.test(folded)
/** So sure that a house number is not needed. */
export const isSureCompound = (folded: string): boolean => folded.length > 8 && /(?:strasse|gatan|gaten|straat|gracht|katu|vagen|veien|gasse)$/.test(folded)

export const UNITS = wordSet('apt apartment suite ste unit flat floor fl room rm building bldg block blk door house no nr app appt appartement étage etage piso planta puerta pta esc escalera interno int scala wohnung whg top stiege og eg stock lokal lok m kv lägenhet lgh tv th mf box postfach postbus apartado dept lot level studio entrance')

/** Before a number that is none of a house. */
export const COUNTED = wordSet(
  'version chapter page pages section windows iphone ipad galaxy pixel act title model gate flight level figure fig table step part parts volume vol season episode room class grade number no nr top opus apollo formula article psalm ps xbox playstation channel bus line tram platform track phase day week month year years night round game match race stage lesson unit exercise question item rule option note case bug issue ticket order invoice card account iban pin code area size age aged about over under than only just at around since until till before after from to by in on of the and or for with is was are were am pm version euro eur usd dollar dollars kr chf gbp boeing airbus bmw audi mercedes agent type zone sector district quarter q kap kapitel seite nummer teil band folge klasse stufe artikel paragraph absatz number numéro número capítulo página zip postcode postal plz phone tel mobile fax ipv mp rtx gtx intel core ryzen python node java php ios android macos ubuntu fedora debian',
)

export const CUE_STRONG =
  /(?:address(?:es)?|adresse|anschrift|direcci[oó]n|indirizzo|endere[çc]o|adres|osoite|c[ií]m|live[sd]?|living|reside[sd]?|residing|located|wohn(?:e|t|en|haft)|habit[eoa]|vive|abit[oa]|bor|moved?|taxi|uber|cab|deliver(?:ed|y)?|ship(?:ped|ping)?|mail(?:ed)? (?:it|them|this)?|send|sent|return(?:ed)?|directions|drive|drop|pick(?:ed)? up|side of|corner of|headquartered|based|situated|house|home|restaurant|place|office|store|shop|branch|meet(?:ing)?|visit|parked|property|apartment|flat|rent(?:ed|ing)?|street)\b[^\n]{0,40}$/i
export const CUE_WEAK = /\b(?:at|to|on|in|near|is|it['’]?s|an der|in der|au|en|a|al|from|for|with)\W{0,3}$/i
