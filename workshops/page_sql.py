"""The statements behind a workshop's page, which a whole hall opens at once.

They are SQL because putting the same together from querysets took most of the page's time. Each row
of ``PLAN_SQL`` and ``FORUMS_SQL`` is one JSON object.
"""

# Agenda, papers, deliverables and speakers of one workshop, each in its own order.
PLAN_SQL = """
SELECT part, row FROM (
    SELECT 'lines' AS part, day AS first, position AS second, jsonb_build_object(
        'day', day, 'title', title, 'room', room, 'starts_at', starts_at, 'ends_at', ends_at) AS row
    FROM workshops_agendaitem WHERE workshop_id = %(workshop)s
    UNION ALL
    SELECT 'materials', 0, row_number() OVER (ORDER BY added_at, id), jsonb_build_object(
        'title', title, 'link', link, 'key', key, 'kind', kind, 'byte_count', byte_count)
    FROM workshops_material WHERE workshop_id = %(workshop)s
    UNION ALL
    SELECT 'deliverables', 0, position, jsonb_build_object(
        'title', title, 'link', link, 'delivered_on', delivered_on)
    FROM workshops_deliverable WHERE workshop_id = %(workshop)s
    UNION ALL
    SELECT 'speakers', 0, position, jsonb_build_object('name', name, 'role', role, 'topic', topic)
    FROM workshops_speaker WHERE workshop_id = %(workshop)s
) AS parts
ORDER BY part, first, second
"""
# The forums of some sessions with their berita acara, in the programme's order.
FORUMS_SQL = """
SELECT jsonb_build_object(
    'code', f.code, 'dimension', d.code, 'name', d.name, 'room', f.room, 'phase', f.phase,
    'seats', f.seat_count, 'posts', f.post_count, 'version', f.version,
    'number', r.number, 'token', r.token, 'is_sealed', r.sealed_at IS NOT NULL)
FROM workshops_forum f
JOIN dimensions_dimension d ON d.id = f.dimension_id
LEFT JOIN workshops_record r ON r.forum_id = f.id AND r.addendum_number = 0
WHERE f.session_id = ANY(%(sessions)s)
ORDER BY f.session_id, d.position
"""
# For each kind of organisation: registered, and present at the session. Rehearsed people count
# only while the session is rehearsed.
COUNTS_SQL = """
SELECT p.kind, count(*), count(a.id)
FROM workshops_participant p
LEFT JOIN workshops_attendance a ON a.participant_id = p.id AND a.session_id = %(session)s
WHERE p.workshop_id = %(workshop)s AND NOT p.is_cancelled
    AND (%(rehearsal)s OR NOT p.is_rehearsal)
GROUP BY p.kind
"""
