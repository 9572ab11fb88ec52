using System.Text.Json.Serialization;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Reporting;

/// <summary>What a run would read and ask of its models.</summary>
public abstract record PlanOutput
{
    private protected PlanOutput(
        long documents, long unreadable, long leftOut, long tokens, long memory, double? seconds, IReadOnlyList<PlannedPass> passes)
    {
        Seconds = seconds;
        Documents = documents;
        Unreadable = unreadable;
        LeftOut = leftOut;
        TokensToDecode = tokens;
        PeakMemoryBytes = memory;
        Passes = [.. passes.Select(PassOutput.Of)];
    }

    /// <summary>The first 100 parts of the corpus that are no document.</summary>
    [JsonPropertyOrder(2)]
    public required IReadOnlyList<NotReadOutput> NotRead { get; init; }

    /// <summary>Null where the corpora have no chat records.</summary>
    [JsonPropertyOrder(2)]
    public required ChatOutput? Chat { get; init; }

    public long Documents { get; }

    /// <summary>Parts of the corpus that are no document.</summary>
    public long Defects => Unreadable + LeftOut;

    /// <summary>Of these, lines and records.</summary>
    public long Unreadable { get; }

    /// <summary>Of these, files of folders that are not read.</summary>
    public long LeftOut { get; }

    public long TokensToDecode { get; }

    public long PeakMemoryBytes { get; }

    /// <summary>What it would take, at the pace at which a few documents were timed; null where nothing was, as at endpoints.</summary>
    public double? Seconds { get; }

    /// <summary>What endpoints would charge, at the prices given; null without prices.</summary>
    public decimal? Price { get; init; }

    /// <summary>One a model.</summary>
    public IReadOnlyList<PassOutput> Passes { get; }
}

/// <summary>What a run about membership would do.</summary>
public sealed record MembershipPlanOutput : PlanOutput
{
    private MembershipPlanOutput(ProbePlan plan)
        : base(plan.Documents, plan.Unreadable, plan.LeftOut, plan.TokensToDecode, plan.PeakMemory, plan.Seconds, plan.Passes)
    {
    }

    /// <summary>Documents whose tokens were counted; where these are not all, what the passes say is estimated from them.</summary>
    [JsonPropertyOrder(1)]
    public required long Counted { get; init; }

    [JsonPropertyOrder(1)]
    public required DesignOutput Decisions { get; init; }

    /// <summary>At most.</summary>
    [JsonPropertyOrder(1)]
    public required long TokensToProduce { get; init; }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<GenerationOutput> Pools { get; init; }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ShadowOutput> Shadows { get; init; }

    /// <summary>How an endpoint's tokens are counted; null for local models.</summary>
    [JsonPropertyOrder(1)]
    public required string? TokenCounts { get; init; }

    public static MembershipPlanOutput Of(ProbePlan plan, RunSettings run, decimal? price) => new(plan)
    {
        Price = price,
        NotRead = NotReadOutput.Of(plan.NotRead),
        Chat = ChatOutput.Of(plan.Chat),
        Counted = plan.Counted,
        Decisions = DesignOutput.Of(plan.Design),
        TokensToProduce = plan.TokensToProduce,
        Pools = [.. plan.Pools.Select(GenerationOutput.Of)],
        Shadows = [.. run.Shadows.Select(ShadowOutput.Of)],
        TokenCounts = run.Hosted?.TokenCounts,
    };
}

/// <summary>What an extraction run would do.</summary>
public sealed record ExtractionPlanOutput : PlanOutput
{
    private ExtractionPlanOutput(ExtractionPlan plan)
        : base(plan.Documents, plan.Unreadable, plan.LeftOut, plan.TokensToDecode, plan.PeakMemory, plan.Seconds, plan.Passes)
    {
    }

    /// <summary>At most.</summary>
    [JsonPropertyOrder(1)]
    public required long TokensToProduce { get; init; }

    [JsonPropertyOrder(1)]
    public required IReadOnlyList<GenerationOutput> Draws { get; init; }

    /// <summary>Of the target.</summary>
    [JsonPropertyOrder(1)]
    public required long Windows { get; init; }

    /// <summary>Of all documents.</summary>
    [JsonPropertyOrder(1)]
    public required long Characters { get; init; }

    /// <summary>Of these, under the suffix of a window.</summary>
    [JsonPropertyOrder(1)]
    public required long CoveredCharacters { get; init; }

    /// <summary>What cuts windows; null for the model's own.</summary>
    [JsonPropertyOrder(1)]
    public required string? WindowTokenizer { get; init; }

    public static ExtractionPlanOutput Of(ExtractionPlan plan, RunSettings run, decimal? price) => new(plan)
    {
        Price = price,
        NotRead = NotReadOutput.Of(plan.NotRead),
        Chat = ChatOutput.Of(plan.Chat),
        Windows = plan.Windows,
        Characters = plan.Characters,
        CoveredCharacters = plan.CoveredCharacters,
        TokensToProduce = plan.TokensToProduce,
        Draws = [.. plan.Draws.Select(GenerationOutput.Of)],
        WindowTokenizer = run.WindowTokenizer,
    };
}

/// <summary>What a model would score.</summary>
/// <param name="Role">Of the model.</param>
/// <param name="Model">Its name.</param>
/// <param name="Fingerprint">Its identity.</param>
/// <param name="Texts">Texts or windows.</param>
/// <param name="Cached">Of these, in the store already.</param>
/// <param name="Unscorable">Of these, without a score in any case.</param>
/// <param name="ForwardPasses">Or requests to an endpoint.</param>
/// <param name="TokensToDecode">About as many, for an endpoint.</param>
/// <param name="MemoryBytes">Of the machine, estimated.</param>
/// <param name="TokensPerSecond">As timed on a few documents; null if that was not done.</param>
public sealed record PassOutput(
    string Role, string Model, string Fingerprint, long Texts, long Cached, long Unscorable, long ForwardPasses, long TokensToDecode, long MemoryBytes,
    double? TokensPerSecond)
{
    internal static PassOutput Of(PlannedPass pass) => new(
        pass.Role.Name,
        pass.Model.Name,
        pass.Model.Fingerprint.Value,
        pass.Texts,
        pass.Cached,
        pass.Unscorable,
        pass.ForwardPasses,
        pass.TokensToDecode,
        pass.Memory,
        pass.Pace?.TokensPerSecond);
}

/// <summary>A model like the target.</summary>
/// <param name="Role">Of the model.</param>
/// <param name="Name">Its file, or the column of its scores.</param>
/// <param name="TrainedOn">Documents.</param>
/// <param name="Imported">Whether its scores come from a file.</param>
public sealed record ShadowOutput(string Role, string Name, int TrainedOn, bool Imported)
{
    internal static ShadowOutput Of(ShadowModel shadow) => new(shadow.Role.Name, shadow.Name, shadow.TrainedOn, shadow.IsImported);
}
