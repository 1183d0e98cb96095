-- The last number given out of each kind: the case numbers of each year, the identifiers of cases and of tips.
CREATE TABLE number_sequence (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO number_sequence (name, last) SELECT 'case number ' || year, last FROM case_sequence;
INSERT INTO number_sequence (name, last) SELECT 'case', MAX(id) FROM case_file HAVING MAX(id) IS NOT NULL;
INSERT INTO number_sequence (name, last) SELECT 'tip', MAX(id) FROM tip HAVING MAX(id) IS NOT NULL;
DROP TABLE case_sequence;
