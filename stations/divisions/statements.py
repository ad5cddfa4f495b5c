"""The statements of a load, over its staging table ``division``. A region is in being until its closing day."""

STAGING = """
CREATE TEMPORARY TABLE division (
    line integer, tier smallint, code bigint, parent_code bigint, kind text, name text, sort_key text, chosen boolean
)
"""

DUPLICATES = """
SELECT line, first, tier, code
FROM (SELECT line, tier, code, min(line) OVER (PARTITION BY tier, code) AS first FROM division) AS listed
WHERE line > first
"""

ORPHANS = """
SELECT line, tier - 1, parent_code
FROM division AS d
WHERE tier > 0
    AND NOT EXISTS (SELECT FROM division AS above WHERE above.tier = d.tier - 1 AND above.code = d.parent_code)
    AND NOT EXISTS (
        SELECT FROM stations_region AS r
        WHERE r.tier = d.tier - 1 AND r.code = d.parent_code AND coalesce(r.closed_on, 'infinity') > %(today)s
    )
"""

# Places above the chosen subtrees come along; the number of a place with its tier is unique.
KEEP_CHOSEN = "DELETE FROM division WHERE NOT chosen AND code * 10 + tier <> ALL(%(above)s)"

RENAME = """
UPDATE stations_region AS r SET name = d.name, sort_key = d.sort_key
FROM division AS d, stations_region AS before
WHERE d.chosen AND r.tier = d.tier AND r.code = d.code AND coalesce(r.closed_on, 'infinity') > %(today)s
    AND before.id = r.id AND r.name <> d.name
    AND NOT EXISTS (
        SELECT FROM stations_regionchange AS c WHERE c.region_id = r.id AND NOT c.undone AND c.after ? 'name'
    )
RETURNING r.tier, r.code, before.name, r.name
"""

# What a person entered from a document outweighs a list, which may be older: neither named back, nor closed, nor
# opened again.
CLOSE = """
UPDATE stations_region AS r SET closed_on = greatest(%(today)s, r.opened_on)
WHERE r.code >= %(lo)s AND r.code < %(hi)s AND r.tier = %(tier)s AND r.closed_on IS NULL
    AND NOT EXISTS (
        SELECT FROM division AS d WHERE d.code >= r.code AND d.code < r.code + %(span)s AND d.tier >= r.tier
    )
    AND NOT EXISTS (
        SELECT FROM stations_regionchange AS c WHERE c.region_id = r.id AND NOT c.undone AND c.before IS NULL
    )
RETURNING r.code, r.name
"""

# Listed, not in being, and closed by a document.
KEPT = """
DELETE FROM division AS d USING stations_region AS r
WHERE r.tier = d.tier AND r.code = d.code AND r.closed_on <= %(today)s
    AND EXISTS (
        SELECT FROM stations_regionchange AS c WHERE c.region_id = r.id AND NOT c.undone AND c.after ? 'closed_on'
    )
    AND NOT EXISTS (
        SELECT FROM stations_region AS open
        WHERE open.tier = d.tier AND open.code = d.code AND coalesce(open.closed_on, 'infinity') > %(today)s
    )
RETURNING d.tier, d.code, r.name
"""

# A code that had its time before starts anew today; of all others the list does not say since when they are.
ADD = """
INSERT INTO stations_region (code, tier, kind, name, sort_key, parent_id, opened_on)
SELECT
    d.code, d.tier, d.kind, d.name, d.sort_key, above.id,
    CASE WHEN EXISTS (SELECT FROM stations_region AS past WHERE past.tier = d.tier AND past.code = d.code)
        THEN %(today)s::date END
FROM division AS d
LEFT JOIN stations_region AS above
    ON above.tier = d.tier - 1 AND above.code = d.parent_code AND coalesce(above.closed_on, 'infinity') > %(today)s
WHERE d.tier = %(tier)s AND NOT EXISTS (
    SELECT FROM stations_region AS r
    WHERE r.tier = d.tier AND r.code = d.code AND coalesce(r.closed_on, 'infinity') > %(today)s
)
ORDER BY d.code
"""
