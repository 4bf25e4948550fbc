DROP TABLE execution_records;
