// Last names from all over the world, each a single word.
import { list } from "./list.ts";

export const LAST_NAMES = list(`
  Abebe Adeyemi Aguilar Ahmed Alvarez Almeida Andersen Andersson Araujo Asante Aydin Bailey Banerjee Bauer Becker Bennett Berg Bergman
  Bianchi Boateng Bose Braun Brooks Brown Campos Cardoso Carter Castillo Castro Chandra Chen Choi Clarke Cohen Collins Costa Cruz Dahl
  Danso Das Davies Demir Desai Diallo Diaz Dimitrov Dubois Duarte Dvorak Edwards Eriksson Evans Farah Fernandes Fernandez Ferrari Fischer
  Flores Fontaine Foster Fujita Garcia Gomez Gonzalez Greco Gruber Gupta Haddad Hansen Harris Hashimoto Hassan Hayashi Hernandez Herrera
  Hoang Hoffman Horvat Huang Hughes Ibrahim Inoue Ito Ivanova Iyer Jansen Jensen Jimenez Johnson Jones Joshi Kamau Kapoor Kato Kaya Keller
  Khalil Khan Kim Kimura Klein Koch Kovacs Kowalski Kruger Kumar Lambert Larsen Laurent Lehmann Lewis Lim Lindberg Lopez Lund Machado Malik
  Mancini Marino Martin Martinez Mbeki Medina Meier Mendoza Mensah Meyer Mishra Mitchell Molina Moller Morales Moreau Moreno Moretti Morgan
  Morris Moyo Murphy Musa Mwangi Nair Nakamura Navarro Nguyen Nielsen Novak Nowak Nunez Obi Odhiambo Okafor Okeke Oliveira Olsen Ortega
  Osman Otieno Owusu Ozturk Park Parker Patel Pereira Perez Peters Petrov Pham Phillips Popescu Rahman Ramos Reddy Reed Reyes Ricci Richter
  Rivera Roberts Rojas Romano Romero Rossi Roy Ruiz Saito Salazar Saleh Sanchez Santos Sato Schmidt Schneider Schroder Schultz Shah Sharma
  Silva Singh Sithole Smith Soares Sokolov Soto Suarez Suzuki Svensson Takahashi Tan Tanaka Taylor Thomas Torres Tran Turner Vargas Vasquez
  Vidal Virtanen Vogel Volkov Wagner Walker Wang Watanabe Weber Weiss Williams Wilson Wolf Wong Wright Yamamoto Yang Yilmaz Young Zeman Zhang
`);
