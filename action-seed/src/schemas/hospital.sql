-- A hospital: wards, patients, doctors, visits, prescriptions, vitals.
CREATE TABLE departments (
  dept_code CHAR(4) PRIMARY KEY,
  name VARCHAR(60) NOT NULL UNIQUE,
  head_doctor_id INTEGER REFERENCES doctors (doctor_id)
);
CREATE TABLE doctors (
  doctor_id INTEGER PRIMARY KEY,
  dept_code CHAR(4) NOT NULL REFERENCES departments (dept_code),
  license_no VARCHAR(12) NOT NULL UNIQUE CHECK (license_no NOT GLOB '*[^0-9]*' AND length(license_no) = 9),
  first_name VARCHAR(50) NOT NULL,
  last_name VARCHAR(50) NOT NULL,
  specialty VARCHAR(40),
  hired_on DATE NOT NULL
);
CREATE TABLE patients (
  patient_id INTEGER PRIMARY KEY,
  mrn VARCHAR(10) NOT NULL UNIQUE,
  first_name VARCHAR(50) NOT NULL,
  last_name VARCHAR(50) NOT NULL,
  date_of_birth DATE NOT NULL,
  sex CHAR(1) CHECK (sex IN ('F', 'M', 'X')),
  blood_type VARCHAR(3) CHECK (blood_type IN ('0+', '0-', 'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-')),
  height_cm REAL CHECK (height_cm BETWEEN 30 AND 250),
  weight_kg REAL CHECK (weight_kg > 0 AND weight_kg < 400),
  bmi REAL GENERATED ALWAYS AS (round(weight_kg / (height_cm * height_cm / 10000.0), 1)) VIRTUAL,
  emergency_phone VARCHAR(20)
);
CREATE TABLE wards (
  ward_id INTEGER PRIMARY KEY,
  dept_code CHAR(4) NOT NULL REFERENCES departments (dept_code),
  floor INTEGER NOT NULL CHECK (floor BETWEEN -2 AND 12),
  beds INTEGER NOT NULL CHECK (beds > 0)
);
CREATE TABLE admissions (
  admission_id INTEGER PRIMARY KEY,
  patient_id INTEGER NOT NULL REFERENCES patients (patient_id),
  ward_id INTEGER NOT NULL REFERENCES wards (ward_id),
  bed INTEGER NOT NULL CHECK (bed BETWEEN 1 AND 60),
  admitted_at DATETIME NOT NULL,
  discharged_at DATETIME,
  outcome VARCHAR(12) CHECK (outcome IN ('recovered', 'transferred', 'deceased')),
  CHECK (discharged_at IS NULL OR discharged_at > admitted_at),
  CHECK (outcome IS NULL OR discharged_at IS NOT NULL)
);
CREATE TABLE visits (
  visit_id INTEGER PRIMARY KEY,
  patient_id INTEGER NOT NULL REFERENCES patients (patient_id),
  doctor_id INTEGER NOT NULL REFERENCES doctors (doctor_id),
  scheduled_at DATETIME NOT NULL,
  minutes INTEGER NOT NULL DEFAULT 30 CHECK (minutes IN (15, 30, 45, 60)),
  notes TEXT,
  UNIQUE (doctor_id, scheduled_at)
);
CREATE TABLE medications (
  atc_code CHAR(7) PRIMARY KEY CHECK (atc_code GLOB '[A-Z][0-9][0-9][A-Z][A-Z][0-9][0-9]'),
  name VARCHAR(80) NOT NULL,
  max_daily_mg DECIMAL(8, 2) CHECK (max_daily_mg > 0)
) WITHOUT ROWID;
CREATE TABLE prescriptions (
  visit_id INTEGER NOT NULL REFERENCES visits (visit_id) ON DELETE CASCADE,
  atc_code CHAR(7) NOT NULL REFERENCES medications (atc_code),
  dose_mg DECIMAL(8, 2) NOT NULL CHECK (dose_mg > 0),
  times_per_day INTEGER NOT NULL CHECK (times_per_day BETWEEN 1 AND 6),
  starts_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  PRIMARY KEY (visit_id, atc_code),
  CHECK (julianday(ends_on) >= julianday(starts_on))
);
CREATE TABLE vitals (
  patient_id INTEGER NOT NULL REFERENCES patients (patient_id),
  taken_at INTEGER NOT NULL,
  systolic INTEGER CHECK (systolic BETWEEN 60 AND 260),
  diastolic INTEGER CHECK (diastolic BETWEEN 30 AND 160),
  temperature REAL CHECK (temperature BETWEEN 30.0 AND 44.0),
  PRIMARY KEY (patient_id, taken_at),
  CHECK (diastolic < systolic)
) WITHOUT ROWID;
