DROP TRIGGER patterns_touch;
DROP TABLE pattern_episodes;
DROP TABLE patterns;
