// The words that generated text is made of: ASCII letters alone, so that the number behind a word keeps values different, also where SQLite
// ignores case. Names of places are written with their capital; other words get one from whoever uses them.

type Words = readonly [string, ...string[]];

export const FIRST_NAMES = list(`
  ada alan amara anil aya bruno chen clara dalia diego edith emil fatima femi grace hana hugo ines ivan jonas kemal lena
  linus mara mei nadia noor olga omar petra priya quinn rosa sami tariq tove uma vera wen yusuf
`);

export const LAST_NAMES = list(`
  abebe almeida andersen banerjee becker costa dubois eriksson fischer garcia haddad ivanova jansen kaya kimura kowalski
  larsen lopez martin mensah moreau nakamura novak okafor olsen park petrov rahman rossi santos schmidt silva singh suzuki
  tanaka torres vargas weber yilmaz zhang
`);

export const ADJECTIVES = list(`
  amber brief bright calm careful clear cold common early exact fast fine first fresh gentle hidden honest large late light
  local narrow open plain quick quiet rare ready remote robust shared sharp silent simple small stable steady strict swift
  warm
`);

export const NOUNS = list(`
  answer archive batch bridge cache canal cluster compass context delta engine field filter garden harbor index island
  journal lantern ledger library market matrix meadow mirror module network orchard packet parser pattern query record river
  router schema signal sketch station thread
`);

export const VERBS = list(`
  adds builds checks closes collects compares copies counts finds follows groups holds keeps links loads maps merges moves
  names opens orders plans reads repairs returns saves sends sorts splits tests
`);

export const CITIES = list(`
  Accra Athens Bergen Bogota Cairo Delhi Dublin Hanoi Helsinki Istanbul Kyoto Lagos Lima Lisbon Lyon Nairobi Oslo Porto Quito
  Riga Seoul Tallinn Turin Vienna
`);

export const COUNTRIES = list(`
  Brazil Canada Egypt Estonia France Germany Ghana India Ireland Italy Japan Kenya Mexico Norway Peru Poland Portugal Spain
  Sweden Vietnam
`);

function list(text: string): Words {
  const [first = "", ...others] = text.trim().split(/\s+/);
  return [first, ...others];
}
