DROP TABLE heuristics;
