-- What a run is to find out stood in its settings as windows to extract, or only in its command line; now it is an object with its kind.
UPDATE runs SET settings = json_set(
    json_remove(settings, '$.extraction', '$.command'),
    '$.task',
    CASE
        WHEN json_extract(settings, '$.command') LIKE 'mia-probe canary test %'
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
        -- No version wrote another one; it is shown as what it says and can only be made again.
        WHEN json_type(settings, '$.command') = 'text'
            THEN json_object('kind', 'ask', 'method', '', 'command', json_extract(settings, '$.command'))
        WHEN json_type(settings, '$.extraction') = 'object'
            THEN json_object('kind', 'extraction', 'windows', json_extract(settings, '$.extraction'))
        ELSE json_object('kind', 'membership')
    END)
-- Damaged settings are met where they are read.
WHERE json_valid(settings);
