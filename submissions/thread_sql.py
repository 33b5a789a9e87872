"""The one query behind a page of a discussion.

It is SQL because the same as querysets (two of them) took a quarter of the idea page's time, nearly
all of it for putting the statements together. Columns are named as in ``Comment.values()``.
"""

# Always one row at least: what is true of reader and idea stands in every row.
THREAD_SQL = """
WITH family AS (
    SELECT id, code FROM submissions_idea WHERE id = %(idea)s OR merged_into_id = %(idea)s
), roots AS (
    SELECT id, is_official,
        row_number() OVER (PARTITION BY is_official ORDER BY created_at, id) AS place,
        count(*) OVER (PARTITION BY is_official) AS number
    FROM submissions_comment
    WHERE idea_id IN (SELECT id FROM family) AND parent_id IS NULL
), shown AS (
    SELECT id FROM roots
    WHERE CASE
        WHEN is_official THEN place > number - %(official)s
        ELSE (place - 1) / %(size)s = greatest(0, least(
            coalesce(%(page)s::bigint, number), (number - 1) / %(size)s + 1) - 1)
    END
), answers AS (
    SELECT id, count(*) OVER (PARTITION BY parent_id) AS siblings,
        row_number() OVER (PARTITION BY parent_id ORDER BY created_at DESC, id DESC) AS back
    FROM submissions_comment
    WHERE parent_id IN (SELECT id FROM shown)
), chosen AS (
    SELECT id, 0 AS siblings FROM shown
    UNION ALL
    SELECT id, siblings FROM answers WHERE back <= %(answers)s
), rows AS (
    SELECT c.id AS pk, c.creation_key, c.parent_id, c.author_id, c.role_shown, c.text,
        c.is_official, c.created_at, c.hidden_at, c.hidden_reason, c.idea_id, chosen.siblings,
        family.code AS idea__code,
        person.display_name AS author__display_name, person.username AS author__username,
        own.name AS author__organisation__name, own.short_name AS author__organisation__short_name,
        agency.name AS official_agency__name,
        %(moderates)s AND EXISTS (
            SELECT 1 FROM submissions_commentreport r
            WHERE r.comment_id = c.id AND r.settled_at IS NULL
        ) AS is_reported
    FROM chosen
    JOIN submissions_comment c ON c.id = chosen.id
    JOIN family ON family.id = c.idea_id
    JOIN accounts_user person ON person.id = c.author_id
    LEFT JOIN accounts_organisation own ON own.id = person.organisation_id
    LEFT JOIN accounts_organisation agency ON agency.id = c.official_agency_id
)
SELECT rows.*,
    (SELECT max(number) FROM roots WHERE NOT is_official) AS number,
    EXISTS (
        SELECT 1 FROM submissions_support
        WHERE person_id = %(reader)s AND idea_id IN (SELECT id FROM family)
    ) AS is_supported,
    EXISTS (
        SELECT 1 FROM submissions_follow
        WHERE person_id = %(reader)s AND idea_id IN (SELECT id FROM family)
    ) AS is_followed
FROM (SELECT 1) AS one LEFT JOIN rows ON true
ORDER BY rows.created_at, rows.pk
"""
