-- A school: courses that require each other, sections in rooms, enrollments and grades.
CREATE TABLE students (
  student_id INTEGER PRIMARY KEY,
  student_number TEXT NOT NULL UNIQUE CHECK (student_number GLOB 'S[0-9][0-9][0-9][0-9][0-9][0-9]'),
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  email TEXT UNIQUE,
  birthday TEXT,
  grade_level INTEGER CHECK (grade_level BETWEEN 1 AND 13),
  gpa REAL CHECK (gpa BETWEEN 0.0 AND 4.0)
);
CREATE TABLE teachers (
  teacher_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  mentor_id INTEGER REFERENCES teachers (teacher_id),
  salary DECIMAL(9, 2) CHECK (salary BETWEEN 20000 AND 120000)
);
CREATE TABLE courses (
  course_code TEXT PRIMARY KEY CHECK (length(course_code) = 6),
  title TEXT NOT NULL,
  credits INTEGER NOT NULL CHECK (credits IN (1, 2, 3, 4, 6)),
  level TEXT NOT NULL CHECK (level = 'basic' OR level = 'advanced')
);
CREATE TABLE prerequisites (
  course_code TEXT NOT NULL REFERENCES courses (course_code),
  requires_code TEXT NOT NULL REFERENCES courses (course_code),
  PRIMARY KEY (course_code, requires_code),
  CHECK (course_code <> requires_code)
);
CREATE TABLE terms (
  term_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,
  CHECK (start_date < end_date)
);
CREATE TABLE rooms (
  building TEXT NOT NULL,
  room_number INTEGER NOT NULL,
  capacity INTEGER NOT NULL CHECK (capacity BETWEEN 5 AND 300),
  PRIMARY KEY (building, room_number)
);
CREATE TABLE sections (
  section_id INTEGER PRIMARY KEY,
  course_code TEXT NOT NULL REFERENCES courses (course_code),
  term_id INTEGER NOT NULL REFERENCES terms (term_id),
  teacher_id INTEGER NOT NULL REFERENCES teachers (teacher_id),
  building TEXT,
  room_number INTEGER,
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 5),
  start_time TEXT NOT NULL CHECK (time(start_time) = start_time),
  FOREIGN KEY (building, room_number) REFERENCES rooms (building, room_number)
);
CREATE TABLE enrollments (
  student_id INTEGER NOT NULL REFERENCES students (student_id),
  section_id INTEGER NOT NULL REFERENCES sections (section_id),
  enrolled_at TEXT NOT NULL DEFAULT (datetime('now')),
  grade TEXT CHECK (grade IN ('A', 'B', 'C', 'D', 'F')),
  points INTEGER CHECK (points BETWEEN 0 AND 100),
  PRIMARY KEY (student_id, section_id),
  CHECK (grade IS NULL OR points IS NOT NULL)
) WITHOUT ROWID;
CREATE TABLE attendance (
  student_id INTEGER NOT NULL,
  section_id INTEGER NOT NULL,
  date TEXT NOT NULL,
  present INTEGER NOT NULL DEFAULT 1 CHECK (present IN (0, 1)),
  PRIMARY KEY (student_id, section_id, date),
  FOREIGN KEY (student_id, section_id) REFERENCES enrollments (student_id, section_id)
);
