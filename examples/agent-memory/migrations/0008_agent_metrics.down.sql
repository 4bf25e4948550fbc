DROP VIEW agent_overview;
DROP TABLE agent_metrics;
