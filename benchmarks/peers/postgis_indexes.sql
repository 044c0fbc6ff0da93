CREATE INDEX location_geom ON location USING gist (geom);
CREATE INDEX location_geog ON location USING gist ((geom::geography));
CREATE INDEX connector_location ON connector (location);
CREATE INDEX connector_standard ON connector (standard, power);
CREATE INDEX connector_geog ON connector USING gist (standard, geog) WHERE top;
ALTER TABLE connector ADD FOREIGN KEY (location) REFERENCES location;
VACUUM ANALYZE location;
VACUUM ANALYZE connector;
