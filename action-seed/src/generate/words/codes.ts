// Codes that stand for something: currencies (ISO 4217) and languages (ISO 639).
import { list } from "./list.ts";

export const CURRENCIES = list(`
  AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GHS HUF IDR ILS INR ISK JPY KES KRW MAD MXN MYR NGN NOK NZD PEN PHP PLN RON SEK SGD
  THB TRY TWD UAH USD UYU VND ZAR
`);

export const LANGUAGES = list(`
  am ar az bg bn ca cs da de el en es et fa fi fr ga gu he hi hr hu hy id is it ja ka kk km kn ko lt lv mk ml mn mr ms my nb ne nl pa pl pt ro ru
  si sk sl sq sr sv sw ta te th tr uk ur uz vi zh zu
`);
