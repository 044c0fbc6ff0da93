-- Objects are given to peers in the order in which they came.
ALTER TABLE record ADD COLUMN created BIGINT NOT NULL DEFAULT 0;

UPDATE record SET created = x.place
FROM (SELECT rid, row_number() OVER (PARTITION BY kind ORDER BY rid) AS place FROM record) AS x
WHERE x.rid = record.rid;

CREATE UNIQUE INDEX record_created ON record (kind, created);

-- source is the key of the source's name. updated is the freshest time stamp in the location.
-- What is offered may be given to peers; of locations that are here already, a reindex tells.
ALTER TABLE evse_status ADD COLUMN source BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evse_status ADD COLUMN offered BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evse_status ADD COLUMN updated BIGINT NOT NULL DEFAULT 0;

UPDATE evse_status SET updated = (SELECT r.updated FROM record r WHERE r.rid = evse_status.rid);

CREATE INDEX evse_status_offered ON evse_status (offered, source);

-- Statuses that ended; appended, never changed.
CREATE TABLE status_history (
    rid BIGINT NOT NULL,
    uid $text NOT NULL,
    status $text NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL
    $appended
);

-- Small documents by kind and name: parties, feeds, crawls under way.
CREATE TABLE register (
    kind $text NOT NULL,
    name $text NOT NULL,
    document $bytes NOT NULL,
    PRIMARY KEY (kind, name)
) $clustered;
