-- What was asked of endpoints, in all commands of a run together. It stood in the evaluation before, which was rewritten for it.
ALTER TABLE runs ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN rate_limited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN failed_requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN prompt_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN completion_tokens INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET (requests, retries, rate_limited, failed_requests, prompt_tokens, completion_tokens) = (
    SELECT
        coalesce(json_extract(usage, '$.requests'), 0), coalesce(json_extract(usage, '$.retries'), 0), coalesce(json_extract(usage, '$.rateLimited'), 0),
        coalesce(json_extract(usage, '$.failed'), 0), coalesce(json_extract(usage, '$.promptTokens'), 0), coalesce(json_extract(usage, '$.completionTokens'), 0)
    FROM (
        -- A command keeps it in its result. A damaged evaluation is met where it is read.
        SELECT CASE WHEN json_valid(json) THEN coalesce(json_extract(json, '$.usage'), json_extract(json, '$.result.usage'), '{}') ELSE '{}' END AS usage
        FROM evaluations WHERE run = runs.id))
WHERE id IN (SELECT run FROM evaluations);
-- Of an extraction that did not finish only the usage was kept.
DELETE FROM evaluations WHERE CASE WHEN json_valid(json) THEN json_extract(json, '$.isUnfinished') ELSE 0 END = 1;
