-- The words of the database: $$rowkey for a 64-bit primary key, $$bytes, $$text that is ordered by
-- its bytes, $$clustered for a table that is stored in the order of its primary key, $$appended for
-- what keeps the order in which rows were appended, $$words for a table of words.

-- Numbers of the migrations that ran.
CREATE TABLE schema_version (number BIGINT NOT NULL PRIMARY KEY);

-- What one source says of one thing.
CREATE TABLE record (
    rid $rowkey PRIMARY KEY,
    kind $text NOT NULL,
    source $text NOT NULL,
    party $text NOT NULL,
    key $text NOT NULL,
    hash $bytes NOT NULL,
    updated BIGINT NOT NULL,
    document $bytes NOT NULL
);

-- Answers both "all heads of a source" without the documents, and "tariffs by their own ids".
CREATE INDEX record_head ON record (kind, source, key, rid, party, hash);

-- What readers see. The large column is last: what stands before it is read without it.
CREATE TABLE location (
    rid $rowkey PRIMARY KEY,
    id $text NOT NULL,
    form BIGINT NOT NULL,
    standards BIGINT NOT NULL,
    indexed BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    country $text NOT NULL,
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
    country $text NOT NULL,
    kind $text NOT NULL,
    key $text NOT NULL,
    value $text NOT NULL,
    locations BIGINT NOT NULL,
    PRIMARY KEY (country, kind, key, value)
) $clustered;

CREATE TABLE issue (
    rid BIGINT NOT NULL,
    source $text NOT NULL,
    object $text NOT NULL,
    path $text NOT NULL,
    code $text NOT NULL,
    outcome $text NOT NULL,
    was $text NOT NULL,
    became $text NOT NULL
);

CREATE INDEX issue_rid ON issue (rid);

CREATE TABLE api_key (
    name $text NOT NULL PRIMARY KEY,
    hash $bytes NOT NULL,
    entitlements $text NOT NULL,
    created BIGINT NOT NULL
);
