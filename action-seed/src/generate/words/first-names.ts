// First names from all over the world.
import { list } from "./list.ts";

export const FIRST_NAMES = list(`
  Aaron Abena Abigail Ada Adam Adele Aisha Akira Alan Alba Alejandro Alice Alma Amara Amelia Amina Amir Ana Anders Andrea Anil Anita
  Anton Aroha Arjun Astrid Aya Ayumi Beatriz Ben Bianca Bruno Camila Carlos Carmen Cem Chen Chiara Chloe Clara Dalia Daniel Daria David
  Deniz Diana Diego Dmitri Edith Elena Elias Elif Emil Emma Enzo Esther Eva Fatima Felix Femi Finn Florence Francesca Freya Gabriel
  George Grace Greta Hana Hannah Haruto Hassan Helena Henrik Hiroshi Hugo Ibrahim Ida Ilse Imani Ines Ingrid Irene Isaac Isabel Ivan
  Jakob James Jana Jasmine Javier Jing Joana Johan Jonas Julia Kai Karim Kaspar Katya Kemal Kenji Khadija Kofi Lars Laura Layla Leila
  Lena Leo Liam Lin Linus Lucia Luis Lukas Maja Malik Mara Marco Maria Mariam Marta Mateo Matilda Maya Mei Mia Mikael Milan Mina Mira
  Miriam Mohamed Nadia Naomi Nia Nikolai Nina Noah Noor Nora Oksana Olga Oliver Omar Oscar Paolo Paula Pedro Petra Philip Priya Quinn
  Rafael Rania Ravi Rebecca Rosa Ruben Ruth Samira Samuel Sana Sanjay Sara Sebastian Selma Sofia Stefan Sunita Sven Tariq Tatiana Teresa
  Thandi Theo Thomas Tomas Tove Uma Valentina Vera Victor Vikram Viola Wanjiru Wei Wen Willem Yara Yasmin Youssef Yuki Yusuf Zainab Zoe
`);
