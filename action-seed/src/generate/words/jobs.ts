// What people work as.
import { entries, list } from "./list.ts";

export const JOBS = entries(`
  Accountant, Actor, Analyst, Animator, Architect, Archivist, Artist, Baker, Barista, Biologist, Bookkeeper, Botanist, Bricklayer, Broker,
  Buyer, Carpenter, Cartographer, Cashier, Chef, Chemist, Civil Engineer, Cleaner, Coach, Consultant, Copywriter, Courier, Curator,
  Data Analyst, Data Engineer, Dentist, Designer, Developer, Dietitian, Director, Driver, Economist, Editor, Electrician, Estate Agent,
  Farmer, Firefighter, Florist, Forester, Gardener, Geologist, Glazier, Graphic Designer, Hairdresser, Historian, Illustrator, Interpreter,
  Journalist, Judge, Lab Technician, Landscaper, Lawyer, Lecturer, Librarian, Locksmith, Logistics Planner, Machinist, Mason, Mathematician,
  Mechanic, Midwife, Musician, Network Engineer, Nurse, Office Manager, Optician, Painter, Paramedic, Pharmacist, Photographer, Physicist,
  Pilot, Plumber, Potter, Producer, Product Manager, Project Manager, Publisher, Recruiter, Researcher, Roofer, Sailor, Sales Manager, Scientist,
  Secretary, Security Engineer, Social Worker, Software Engineer, Statistician, Support Engineer, Surgeon, Surveyor, Tailor, Teacher,
  Technical Writer, Tester, Therapist, Translator, Upholsterer, Urban Planner, Veterinarian, Waiter, Warehouse Manager, Welder, Writer, Zoologist
`);

export const LEVELS = list("Assistant Chief Junior Lead Principal Senior");
