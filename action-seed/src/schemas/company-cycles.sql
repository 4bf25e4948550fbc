-- A company whose tables need each other in circles: departments have a head, employees a department, teams a lead, and all of it NOT NULL.
CREATE TABLE departments (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  head_id INTEGER NOT NULL REFERENCES employees (id) DEFERRABLE INITIALLY DEFERRED,
  budget INTEGER NOT NULL CHECK (budget BETWEEN 10000 AND 9999999)
);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY,
  badge TEXT NOT NULL UNIQUE CHECK (length(badge) = 8),
  name TEXT NOT NULL,
  department_id INTEGER NOT NULL REFERENCES departments (id),
  manager_id INTEGER REFERENCES employees (id),
  home_office INTEGER NOT NULL REFERENCES offices (id),
  hired_on DATE NOT NULL,
  left_on DATE,
  salary DECIMAL(10, 2) NOT NULL CHECK (salary > 0),
  bonus DECIMAL(10, 2) NOT NULL DEFAULT 0 CHECK (bonus >= 0),
  CHECK (left_on IS NULL OR left_on > hired_on),
  CHECK (bonus <= salary)
);
CREATE TABLE offices (
  id INTEGER PRIMARY KEY,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  latitude REAL CHECK (abs(latitude) <= 90),
  longitude REAL CHECK (abs(longitude) <= 180),
  caretaker INTEGER NOT NULL REFERENCES employees (id)
);
CREATE TABLE teams (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  lead_id INTEGER NOT NULL UNIQUE REFERENCES employees (id),
  parent_team INTEGER REFERENCES teams (id),
  mission TEXT
);
CREATE TABLE team_members (
  team_id INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  employee_id INTEGER NOT NULL REFERENCES employees (id) ON DELETE CASCADE,
  share REAL NOT NULL DEFAULT 1 CHECK (share > 0 AND share <= 1),
  PRIMARY KEY (team_id, employee_id)
);
CREATE TABLE projects (
  code TEXT PRIMARY KEY,
  owner_team INTEGER NOT NULL REFERENCES teams (id),
  follow_up TEXT REFERENCES projects (code),
  started_on DATE,
  ended_on DATE,
  CHECK (started_on <= ended_on)
);
CREATE TABLE timesheets (
  employee_id INTEGER NOT NULL REFERENCES employees (id),
  project_code TEXT NOT NULL REFERENCES projects (code),
  worked_on DATE NOT NULL,
  hours REAL NOT NULL CHECK (hours > 0 AND hours <= 12),
  PRIMARY KEY (employee_id, project_code, worked_on)
) WITHOUT ROWID;
