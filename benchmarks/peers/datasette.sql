CREATE TABLE location (
    id TEXT PRIMARY KEY,
    name TEXT,
    operator TEXT,
    city TEXT,
    country TEXT,
    lat REAL NOT NULL,
    lon REAL NOT NULL,
    standards TEXT NOT NULL,
    card TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE connector (
    location TEXT NOT NULL REFERENCES location (id),
    standard TEXT NOT NULL,
    power INTEGER NOT NULL,
    evses INTEGER NOT NULL,
    available INTEGER NOT NULL,
    top INTEGER NOT NULL,
    lat REAL NOT NULL,
    lon REAL NOT NULL
);

-- Numbered as the rows of location.
CREATE VIRTUAL TABLE place USING rtree (number, west, east, south, north);
