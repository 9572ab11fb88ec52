using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// Runs as a JSON array, oldest first, each with <c>run</c>, <c>kind</c> (membership, extraction, or the command that made it, such as
/// canary or secret), <c>started</c> (UTC), <c>status</c> (finished, interrupted, unfinished), <c>toolVersion</c>, <c>documents</c>,
/// <c>scored</c>, <c>failed</c>, <c>unreadable</c> and <c>leftOut</c> (lines and files of the corpus), <c>name</c>, <c>note</c>, <c>parent</c> (the run from
/// whose evidence it was computed), <c>attacks</c> and <c>models</c>, each with <c>role</c>, <c>name</c> and <c>fingerprint</c>.
/// </summary>
public static class RunListJson
{
    public static JsonArray Of(IEnumerable<RunRecord> runs) => new([.. runs.Select(run => new JsonObject
    {
        ["run"] = run.Id,
        ["kind"] = Kind(run),
        ["started"] = run.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["status"] = Status(run),
        ["toolVersion"] = run.ToolVersion,
        ["documents"] = run.Counts.Documents,
        ["scored"] = run.Counts.Scored,
        ["failed"] = run.Counts.Failed,
        ["unreadable"] = run.Counts.Unreadable,
        ["leftOut"] = run.Counts.LeftOut,
        ["name"] = run.Name,
        ["note"] = run.Note,
        ["parent"] = run.Parent,
        ["attacks"] = new JsonArray([.. run.Settings.ScoredAttacks.Select(attack => (JsonNode)attack)]),
        ["models"] = new JsonArray(
            [
                .. run.Models.Select(
                    model => new JsonObject { ["role"] = model.Role.Name, ["name"] = model.Model.Name, ["fingerprint"] = model.Model.Fingerprint.Value }),
            ]),
    })]);

    public static string Kind(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Settings.Task.Name;
    }

    /// <summary>A run that was killed is stored as running.</summary>
    public static string Status(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Status == RunStatus.Running ? "unfinished" : run.Status.ToString().ToLowerInvariant();
    }
}
