-- What a run is to find out stood in its settings as windows to extract, or only in its command line; now it is an object with its kind.
UPDATE runs SET settings = json_set(
    json_remove(settings, '$.extraction', '$.command'),
    '$.task',
    CASE
        WHEN json_extract(settings, '$.command') LIKE 'mia-probe canary test%'
            THEN json_object('kind', 'canary', 'command', json_extract(settings, '$.command'))
        WHEN json_extract(settings, '$.command') LIKE 'mia-probe secret %'
            THEN json_object('kind', 'secret', 'command', json_extract(settings, '$.command'))
        WHEN json_extract(settings, '$.command') LIKE 'mia-probe continue %'
            THEN json_object('kind', 'continue', 'command', json_extract(settings, '$.command'))
        -- The method is the third word.
        WHEN json_extract(settings, '$.command') LIKE 'mia-probe ask % %'
            THEN json_object(
                'kind', 'ask',
                'method', substr(json_extract(settings, '$.command'), 15, instr(substr(json_extract(settings, '$.command'), 15), ' ') - 1),
                'command', json_extract(settings, '$.command'))
        WHEN json_type(settings, '$.extraction') = 'object'
            THEN json_object('kind', 'extraction', 'windows', json_extract(settings, '$.extraction'))
        ELSE json_object('kind', 'membership')
    END)
-- What no version wrote stays as it is, and is met where it is read.
WHERE json_valid(settings)
    AND coalesce(json_type(settings, '$.extraction'), 'null') IN ('null', 'object')
    AND (coalesce(json_type(settings, '$.command'), 'null') = 'null'
        OR json_extract(settings, '$.command') LIKE 'mia-probe canary test%'
        OR json_extract(settings, '$.command') LIKE 'mia-probe secret %'
        OR json_extract(settings, '$.command') LIKE 'mia-probe continue %'
        OR json_extract(settings, '$.command') LIKE 'mia-probe ask % %');
