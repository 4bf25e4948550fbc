DROP TABLE spatiotemporal_index;
