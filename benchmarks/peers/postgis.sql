-- What somebody who knows PostGIS makes for these questions: finished answers in the row of each
-- location, the connectors beside it with what is filtered by, and an index for each question.
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE location (
    id text PRIMARY KEY,
    name text,
    operator text,
    city text,
    country text,
    standards text[] NOT NULL,
    geom geometry(Point, 4326) NOT NULL,
    card text COMPRESSION lz4 NOT NULL,
    body text COMPRESSION lz4 NOT NULL
);

-- One row for each standard and power; top is the most powerful of its standard at the location,
-- so that each location comes once. available is live, as are the statuses in card and body: a new
-- status writes all three.
CREATE TABLE connector (
    location text NOT NULL,
    standard text NOT NULL,
    power integer NOT NULL,
    evses integer NOT NULL,
    available integer NOT NULL,
    top boolean NOT NULL,
    geog geography(Point, 4326) NOT NULL
);

-- What tipg shows: finished JSON is given on as JSON, not as text within it.
CREATE VIEW feature AS
SELECT id, name, operator, city, country, standards, geom, card::json AS card, body::json AS body
FROM location;
