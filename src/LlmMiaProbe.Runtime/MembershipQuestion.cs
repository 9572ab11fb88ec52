using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Shadows;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Runtime;

/// <summary>Which documents are judged, by which attacks, and against which others.</summary>
public sealed record MembershipQuestion
{
    /// <summary>Files or folders of documents; records may carry labels.</summary>
    public required IReadOnlyList<string> Corpora { get; init; }

    /// <summary>Files whose documents are known to have been trained on.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Files whose documents are known not to have been trained on.</summary>
    public IReadOnlyList<string> NonMembers { get; init; } = [];

    /// <summary>Files of known non-members that serve only to calibrate; none to calibrate with the labelled ones.</summary>
    public IReadOnlyList<string> Calibration { get; init; } = [];

    /// <summary>Files of known non-members that attacks may put before a text.</summary>
    public IReadOnlyList<string> Shots { get; init; } = [];

    /// <summary>Files of known members that attacks may put before a text.</summary>
    public IReadOnlyList<string> MemberShots { get; init; } = [];

    /// <summary>Such as <c>loss</c> or <c>min-k(k=0.1)</c>; none for all that the models can serve.</summary>
    public IReadOnlyList<string> Attacks { get; init; } = [];

    /// <summary>Token frequency table made with the target's tokenizer, or null.</summary>
    public string? Frequencies { get; init; }

    /// <summary>Word frequency table, or null.</summary>
    public string? WordFrequencies { get; init; }

    /// <summary>Manifest of shadow models, or null.</summary>
    public string? Shadows { get; init; }

    /// <summary>Score only the first so many documents; null for all.</summary>
    public int? Limit { get; init; }

    public Mondrian Mondrian { get; init; }

    /// <summary>From 0.0001 to 0.5.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.1;

    /// <summary>Bootstrap resamples behind the intervals of rates and effect sizes, 100 to 100,000.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Name of the chat template that puts chat records together, or <c>none</c>; null for that of the model's file.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>What of a chat record is one document.</summary>
    public ChatUnit ChatUnit { get; init; }

    /// <summary>Keep the documents' text in the store.</summary>
    public bool KeepText { get; init; } = true;

    /// <summary>Which fields of the records are what; null if that is to be recognised.</summary>
    public CorpusFields? Fields { get; init; }

    /// <summary>What the run is called in the store, or null.</summary>
    public string? Name { get; init; }

    /// <exception cref="ConfigurationException">No corpus is named, a number is out of its range, or an attack lacks what it needs.</exception>
    internal RunSettings ToSettings(RunSettings models)
    {
        Ranges.Require(nameof(Limit), Limit, 1, int.MaxValue);
        Ranges.Require(nameof(FalseDiscoveryRate), FalseDiscoveryRate, 0.0001, 0.5);
        Ranges.Require(nameof(Resamples), Resamples, 100, 100_000);
        List<CorpusSource> corpora = [.. Sources(Corpora, Fields), .. Sources(Members, Fields, Membership.Member),
            .. Sources(NonMembers, Fields, Membership.NonMember)];
        var shadows = Shadows is null ? null : ShadowManifest.Read(Shadows);
        if (corpora.Count == 0)
        {
            throw new ConfigurationException("No corpus was named: give at least one file or folder of documents.");
        }

        var run = models with
        {
            Corpora = corpora,
            Calibration = Sources(Calibration, Fields),
            Shots = Sources(Shots, Fields, Membership.NonMember),
            MemberShots = Sources(MemberShots, Fields, Membership.Member),
            Frequencies = Frequencies is null ? null : Path.GetFullPath(Frequencies),
            WordFrequencies = WordFrequencies is null ? null : Path.GetFullPath(WordFrequencies),
            ShadowManifest = shadows?.File,
            Shadows = shadows?.Models ?? [],
            Limit = Limit,
            Mondrian = Mondrian,
            FalseDiscoveryRate = FalseDiscoveryRate,
            Resamples = Resamples,
            KeepText = KeepText,
            ChatTemplate = ChatTemplate,
            ChatUnit = ChatUnit,
        };
        return run with { Attacks = RunRequests.Select(Attacks, run) };
    }

    /// <summary>Paths become absolute, so that a run can be resumed from any folder.</summary>
    internal static List<CorpusSource> Sources(IReadOnlyList<string> paths, CorpusFields? fields, Membership? label = null) =>
        [.. paths.Select(path => new CorpusSource(Path.GetFullPath(path), label) { Fields = fields })];
}
