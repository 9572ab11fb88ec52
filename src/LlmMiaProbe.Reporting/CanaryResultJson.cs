using System.Text.Json.Nodes;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The outcome of a canary test as one JSON object: <c>target</c> and <c>reference</c> (<c>name</c>, <c>fingerprint</c>),
/// <c>sealed</c>, <c>template</c>, <c>alphabet</c>, <c>length</c>, <c>secretBits</c> (log2 of the number of
/// secrets), <c>references</c> (per canary), <c>cap</c> (bits that so many can show), <c>tokensDecoded</c>, <c>canaries</c> and
/// <c>byRepetitions</c> (the curve: <c>repetitions</c>, <c>n</c>,
/// <c>meanExposure</c>, <c>leastExposure</c>, <c>largestExposure</c>, <c>capped</c>, <c>meanExtrapolated</c>). A canary has
/// <c>id</c>, <c>repetitions</c>, what the target says and, under <c>control</c>, what the reference model says: <c>logProb</c>
/// (nats), <c>rank</c>, <c>exposure</c> (bits), <c>isLowerBound</c>, <c>pValue</c>, <c>extrapolated</c> (bits, null if the fit
/// is rejected; rounded to one digit beyond all references, and then with <c>extrapolatedWarning</c>), <c>fit</c> (<c>location</c>,
/// <c>scale</c>, <c>shape</c>, <c>ksDistance</c>, <c>ksBound</c>) and
/// <c>failure</c>. Secrets are left out. What is missing is null.
/// </summary>
public static class CanaryResultJson
{
    public static JsonObject Of(CanaryResult result) => new()
    {
        ["target"] = Model(result.Target),
        ["reference"] = result.Reference is null ? null : Model(result.Reference),
        ["sealed"] = result.Set.IsSealed,
        ["template"] = result.Set.Template.Text,
        ["alphabet"] = result.Set.Alphabet.Symbols,
        ["length"] = result.Set.Alphabet.Length,
        ["secretBits"] = result.Set.Alphabet.Bits,
        ["references"] = result.References,
        ["cap"] = result.Cap,
        ["tokensDecoded"] = result.TokensDecoded,
        ["canaries"] = new JsonArray([.. result.Scores.Select((score, i) => Canary(score, result.ControlScores.ElementAtOrDefault(i)))]),
        ["byRepetitions"] = new JsonArray([.. result.Curve.Select(point => new JsonObject
        {
            ["repetitions"] = point.Repetitions,
            ["n"] = point.Canaries,
            ["meanExposure"] = point.Mean,
            ["leastExposure"] = point.Least,
            ["largestExposure"] = point.Largest,
            ["capped"] = point.Capped,
            ["meanExtrapolated"] = point.MeanExtrapolated,
        })]),
    };

    private static JsonObject Model(ModelDescription model) => new() { ["name"] = model.Name, ["fingerprint"] = model.Fingerprint.Value };

    private static JsonObject Canary(CanaryScore score, CanaryScore? control)
    {
        var canary = new JsonObject { ["id"] = score.Canary.Id, ["repetitions"] = score.Canary.Repetitions };
        AddScore(canary, score);
        canary["control"] = control is null ? null : AddScore([], control);
        return canary;
    }

    private static JsonObject AddScore(JsonObject json, CanaryScore score)
    {
        json["logProb"] = score.LogProb;
        json["rank"] = score.Rank?.Rank;
        json["exposure"] = score.Rank?.Exposure;
        json["isLowerBound"] = score.Rank?.IsCapped;
        json["pValue"] = score.Rank?.PValue;
        json["extrapolated"] = score.Extrapolated?.Stated;
        json["extrapolatedWarning"] = score.Extrapolated is { IsBeyondReferences: true, Exposure: not null } ? ExtrapolatedExposure.Warning : null;
        json["fit"] = score.Extrapolated is not { Fit: { } fit, Goodness: { } goodness } ? null : new JsonObject
        {
            ["location"] = fit.Location,
            ["scale"] = fit.Scale,
            ["shape"] = fit.Shape,
            ["ksDistance"] = goodness.Distance,
            ["ksBound"] = goodness.Bound,
        };
        json["failure"] = score.Failure;
        return json;
    }
}
