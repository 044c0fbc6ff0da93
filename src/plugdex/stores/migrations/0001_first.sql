-- $rowkey, $bytes and $clustered are the words of the database for a 64-bit primary key, for
-- bytes, and for a table that is stored in the order of its primary key.

-- Numbers of the migrations that ran.
CREATE TABLE schema_version (number BIGINT NOT NULL PRIMARY KEY);

-- What one source says of one thing.
CREATE TABLE record (
    rid $rowkey PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    party TEXT NOT NULL,
    key TEXT NOT NULL,
    hash $bytes NOT NULL,
    updated BIGINT NOT NULL,
    document $bytes NOT NULL
);

-- Answers both "all heads of a source" without the documents, and "tariffs by their own ids".
CREATE INDEX record_head ON record (kind, source, key, rid, party, hash);

-- What readers see. The large column is last: what stands before it is read without it.
CREATE TABLE location (
    rid $rowkey PRIMARY KEY,
    id TEXT NOT NULL,
    form BIGINT NOT NULL,
    standards BIGINT NOT NULL,
    indexed BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    country TEXT NOT NULL,
    updated BIGINT NOT NULL,
    prepared $bytes NOT NULL
);

CREATE INDEX location_form ON location (form);

-- The live part, small and hot.
CREATE TABLE evse_status (
    rid $rowkey PRIMARY KEY,
    statuses $bytes NOT NULL,
    live $bytes NOT NULL
);

-- One row per location, standard (0 = any) and power. Rows of a location are found again by
-- location.cell and the bits of location.indexed, so there is no second index.
CREATE TABLE connector_index (
    standard BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    rid BIGINT NOT NULL,
    power BIGINT NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    evses BIGINT NOT NULL,
    free BIGINT NOT NULL,
    PRIMARY KEY (standard, cell, rid, power)
) $clustered;

CREATE TABLE facet (
    country TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    locations BIGINT NOT NULL,
    PRIMARY KEY (country, kind, key, value)
) $clustered;

CREATE TABLE issue (
    rid BIGINT NOT NULL,
    source TEXT NOT NULL,
    object TEXT NOT NULL,
    path TEXT NOT NULL,
    code TEXT NOT NULL,
    outcome TEXT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL
);

CREATE INDEX issue_rid ON issue (rid);

CREATE TABLE api_key (
    name TEXT NOT NULL PRIMARY KEY,
    hash $bytes NOT NULL,
    entitlements TEXT NOT NULL,
    created BIGINT NOT NULL
);
