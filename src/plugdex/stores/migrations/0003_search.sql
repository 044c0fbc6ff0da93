-- One row for each connector group: the EVSEs of a location with connectors of one standard, power
-- and set of traits, as sets of bits. It stands in the cluster of its standard and in cluster 0,
-- which has all. Rows of a location are found again by location.cell and location.indexed.
DROP TABLE connector_index;

CREATE TABLE connector_index (
    cluster BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    rid BIGINT NOT NULL,
    standard BIGINT NOT NULL,
    power BIGINT NOT NULL,
    traits BIGINT NOT NULL,
    part BIGINT NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    evses BIGINT NOT NULL,
    available BIGINT NOT NULL,
    operator BIGINT NOT NULL,
    country $text NOT NULL,
    PRIMARY KEY (cluster, cell, rid, standard, power, traits, part)
) $clustered;

-- What a list of results shows, beside its neighbours.
CREATE TABLE card (
    cell BIGINT NOT NULL,
    rid BIGINT NOT NULL,
    id $text NOT NULL,
    source BIGINT NOT NULL,
    card $bytes NOT NULL,
    PRIMARY KEY (cell, rid)
) $clustered;

CREATE TABLE location_emsp (
    emsp BIGINT NOT NULL,
    rid BIGINT NOT NULL,
    PRIMARY KEY (emsp, rid)
) $clustered;

CREATE INDEX location_emsp_rid ON location_emsp (rid);

-- How many locations of a cluster there are in cells of a few sizes, and the sums of their
-- coordinates in millionths of a degree.
CREATE TABLE cell_count (
    level BIGINT NOT NULL,
    cluster BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    locations BIGINT NOT NULL,
    lat_sum BIGINT NOT NULL,
    lon_sum BIGINT NOT NULL,
    PRIMARY KEY (level, cluster, cell)
) $clustered;

-- The words by which locations are found; the row id is that of the location.
$words;

CREATE INDEX location_country ON location (country, cell);

-- Nothing is indexed any more: a reindex fills the tables.
UPDATE location SET indexed = 0, form = 0;
