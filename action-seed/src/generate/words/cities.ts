// Cities all over the world.
import { entries } from "./list.ts";

export const CITIES = entries(`
  Abidjan, Accra, Addis Ababa, Adelaide, Algiers, Almaty, Amman, Amsterdam, Ankara, Antwerp, Asuncion, Athens, Auckland, Austin, Baku,
  Bamako, Bangkok, Barcelona, Basel, Beirut, Belgrade, Bergen, Berlin, Bilbao, Bogota, Bologna, Bordeaux, Boston, Bratislava, Brisbane,
  Brussels, Bucharest, Budapest, Buenos Aires, Busan, Cairo, Calgary, Cape Town, Cardiff, Casablanca, Chennai, Chicago, Colombo,
  Copenhagen, Cork, Curitiba, Dakar, Dallas, Danang, Delhi, Denver, Dhaka, Doha, Dresden, Dubai, Dublin, Durban, Edinburgh, Florence,
  Fukuoka, Gdansk, Geneva, Genoa, Ghent, Glasgow, Gothenburg, Graz, Guayaquil, Hamburg, Hanoi, Harare, Havana, Helsinki, Hobart, Houston,
  Istanbul, Izmir, Jaipur, Jakarta, Johannesburg, Kampala, Karachi, Kathmandu, Kigali, Kingston, Kolkata, Krakow, Kumasi, Kuwait City,
  Kyoto, Lagos, Lahore, Leeds, Leipzig, Lima, Lisbon, Ljubljana, London, Luanda, Lusaka, Luxembourg, Lyon, Madrid, Malaga, Manchester,
  Manila, Maputo, Marseille, Medellin, Melbourne, Memphis, Mexico City, Milan, Minsk, Mombasa, Montevideo, Montreal, Mumbai, Munich, Muscat,
  Nairobi, Nantes, Naples, Nashville, Nice, Nicosia, Osaka, Oslo, Ottawa, Palermo, Panama City, Paris, Perth, Phoenix, Porto, Portland,
  Prague, Pune, Quito, Rabat, Recife, Reykjavik, Riga, Rome, Rosario, Rotterdam, Salvador, Salzburg, San Jose, Santiago, Sapporo, Sarajevo,
  Seattle, Seoul, Seville, Singapore, Skopje, Sofia, Split, Stockholm, Stuttgart, Surabaya, Suva, Sydney, Taipei, Tallinn, Tampere, Tangier,
  Tbilisi, Tirana, Tokyo, Toronto, Toulouse, Trieste, Tunis, Turin, Utrecht, Valencia, Valparaiso, Vancouver, Venice, Vienna, Vilnius,
  Warsaw, Wellington, Windhoek, Winnipeg, Wroclaw, Yerevan, Yokohama, Zagreb, Zurich
`);
