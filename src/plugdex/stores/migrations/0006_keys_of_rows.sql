-- No key or unique index of what hangs on a location is without its row id, so that the rows of a
-- location can lie together, on whatever machine. What came in which order was never decided by
-- the index: one change at a time is written.
DROP INDEX record_created;

CREATE INDEX record_created ON record (kind, created);

-- The statuses of a location that ended, in their order; the oldest of all are forgotten.
$history_key;
