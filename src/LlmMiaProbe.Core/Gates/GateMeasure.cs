using System.Globalization;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Gates;

/// <summary>A number that gates can be set on.</summary>
/// <param name="Name">As written, without the bound.</param>
/// <param name="Source">What has to be there.</param>
/// <param name="Meaning">One line for people.</param>
public sealed record GateMeasure(string Name, GateSource Source, string Meaning)
{
    public IReadOnlyList<GateArgument> Arguments { get; private init; } = [];

    /// <summary>The numbers that a level may be.</summary>
    public IReadOnlyList<double> Levels { get; private init; } = [];

    /// <summary>The words that a word may be.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>Whether <c>.low</c> and <c>.high</c> may follow the name.</summary>
    public bool HasBounds { get; private init; }

    /// <summary>Whether it holds this run against an earlier one.</summary>
    public bool IsChange { get; private init; }

    public static GateMeasure Auc { get; } = new("auc", GateSource.Membership, "AUC of an attack over the labelled documents")
    {
        Arguments = [GateArgument.Attack], HasBounds = true,
    };

    public static GateMeasure Tpr { get; } = new("tpr", GateSource.Membership, "share of members found at this share of false alarms")
    {
        Arguments = [GateArgument.Attack, GateArgument.Level], Levels = Evaluator.Bounds, HasBounds = true,
    };

    public static GateMeasure Discoveries { get; } = new("discoveries", GateSource.Membership, "documents found at the run's false discovery rate");

    public static GateMeasure CollectionP { get; } = new(
        "collection.p", GateSource.Membership, "p-value of dataset inference, by all attacks on the tested documents");

    public static GateMeasure CollectionGain { get; } = new("collection.gain", GateSource.Membership, "AUC of dataset inference less that of the texts alone")
    {
        HasBounds = true,
    };

    public static GateMeasure BlindAuc { get; } = new("blind.auc", GateSource.Membership, "AUC of the text alone over the labelled documents")
    {
        HasBounds = true,
    };

    public static GateMeasure BlindP { get; } = new("blind.p", GateSource.Membership, "p-value of the text alone; low where it tells the labels apart");

    public static GateMeasure Coverage { get; } = new(
        "coverage", GateSource.Extraction, "share of characters that the target emits at this probability or more")
    {
        Arguments = [GateArgument.Level], Levels = ExtractionThresholds.Coverage,
    };

    public static GateMeasure Exposure { get; } = new(
        "exposure", GateSource.Canaries, "largest, mean or smallest exposure by rank of the planted canaries, bits")
    {
        Arguments = [GateArgument.Word], Words = ["max", "mean", "min"],
    };

    public static GateMeasure Failed { get; } = new("failed", GateSource.AnyRun, "documents that could not be scored");

    public static GateMeasure Unreadable { get; } = new("unreadable", GateSource.AnyRun, "lines and records of the corpus that could not be read");

    public static GateMeasure LeftOut { get; } = new("left-out", GateSource.AnyRun, "files of folders that were not read");

    public static GateMeasure AucChange { get; } = new("delta.auc", GateSource.Membership, "AUC less that of the earlier run, over the documents of both")
    {
        Arguments = [GateArgument.Attack], HasBounds = true, IsChange = true,
    };

    public static GateMeasure CoverageChange { get; } = new(
        "delta.coverage", GateSource.Extraction, "coverage less that of the earlier run, over the documents of both")
    {
        Arguments = [GateArgument.Level], Levels = ExtractionThresholds.Coverage, HasBounds = true, IsChange = true,
    };

    public static GateMeasure Exposed { get; } = new(
        "delta.exposed", GateSource.AnyRun, "documents of both runs that are found, or emitted at .01, in this one only")
    {
        IsChange = true,
    };

    /// <summary>Every measure there is.</summary>
    public static IReadOnlyList<GateMeasure> All { get; } =
    [
        Auc, Tpr, Discoveries, CollectionP, CollectionGain, BlindAuc, BlindP, Coverage, Exposure, Failed, Unreadable, LeftOut, AucChange,
        CoverageChange, Exposed,
    ];

    /// <summary>How it is written, such as <c>tpr(ATTACK, 0.1|0.01|0.001)</c>.</summary>
    public string Form => Arguments.Count == 0 ? Name : $"{Name}({string.Join(", ", Arguments.Select(Placeholder))})";

    internal string Placeholder(GateArgument argument) => argument switch
    {
        GateArgument.Attack => "ATTACK",
        GateArgument.Level => string.Join('|', Levels.Select(level => level.ToString(CultureInfo.InvariantCulture))),
        _ => string.Join('|', Words),
    };
}
