-- The latest change of each location, tariff and load report, in the order of the changes. A row
-- moves to the end when what it is of changes again, so the table is as long as there are things.
-- content and live are the numbers of the last change of its content and of its statuses; issues
-- alone move the number only. state is shown, hidden or gone. changed has the EVSEs whose status
-- changed since the content did, with the number of that change and the status before, as JSON.
CREATE TABLE change (
    number $rowkey PRIMARY KEY,
    rid BIGINT NOT NULL,
    content BIGINT NOT NULL,
    live BIGINT NOT NULL,
    kind $text NOT NULL,
    state $text NOT NULL,
    id $text NOT NULL,
    at BIGINT NOT NULL,
    changed $bytes NOT NULL
);

CREATE UNIQUE INDEX change_rid ON change (rid);

-- The last change of content keeps its place for readers when the row moves.
CREATE INDEX change_content ON change (content);

-- What is gone is forgotten some day.
CREATE INDEX change_gone ON change (at) WHERE state = 'gone';

INSERT INTO change (number, rid, content, live, kind, state, id, at, changed)
SELECT x.place, x.rid, x.place, 0, x.kind, x.state, x.id, x.updated, x.changed
FROM (
    SELECT row_number() OVER (ORDER BY r.kind, r.created) AS place, r.rid, r.kind,
        CASE WHEN r.kind = 'location' AND l.rid IS NULL THEN 'hidden' ELSE 'shown' END AS state,
        coalesce(l.id, '') AS id, r.updated, substr(r.document, 1, 0) AS changed
    FROM record r LEFT JOIN location l ON l.rid = r.rid
    WHERE r.kind IN ('location', 'tariff')
) AS x;
