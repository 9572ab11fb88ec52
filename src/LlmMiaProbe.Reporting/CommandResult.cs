using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary>The outcome of a command that makes a run of its own, kept with the run as JSON so that a report can show it.</summary>
/// <param name="Kind">One of the constants.</param>
/// <param name="Result">What the command prints as JSON, without long texts; those lie in the log of attempts.</param>
public sealed record CommandResult(string Kind, JsonObject Result)
{
    public const string Canaries = "canary-test";

    public const string WholeWork = "whole-work";

    public const string Secret = "secret";

    public const string Questions = "questions";

    /// <summary>The same with what was asked of endpoints as <c>usage</c>, if anything was.</summary>
    public CommandResult With(EndpointUsage usage)
    {
        if (usage.Requests > 0)
        {
            Result["usage"] = EndpointJson.Of(usage);
        }

        return this;
    }

    public string ToJson() => new JsonObject { ["kind"] = Kind, ["result"] = Result.DeepClone() }.ToJsonString();

    /// <summary>Null for anything that <see cref="ToJson"/> does not write.</summary>
    public static CommandResult? Read(string? json)
    {
        try
        {
            return json is not null && JsonNode.Parse(json) is JsonObject root && root["kind"] is JsonValue kind && root["result"] is JsonObject result
                ? new CommandResult(kind.GetValue<string>(), result)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
