using System.Text.Json.Serialization;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Reporting;

/// <summary>How much of a work came from its beginning.</summary>
public sealed record WholeWorkOutput : CommandOutput
{
    /// <summary>Number of the run; not kept with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Run { get; init; }

    /// <summary>The beginning; not kept with the run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Given { get; init; }

    /// <summary>What the model made of it; not kept with the run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Produced { get; init; }

    /// <summary>UTF-16.</summary>
    public int GivenCharacters { get; init; }

    /// <summary>As much of the work as was asked for, UTF-16.</summary>
    public int OriginalCharacters { get; init; }

    public int ProducedTokens { get; init; }

    public int Attempts { get; init; }

    /// <summary>Such as <c>stop</c> or <c>length</c>.</summary>
    public string Ending { get; init; } = "";

    public RecallOutput NvRecall { get; init; } = new();

    private protected override string Kind => "whole-work";

    private protected override CommandOutput Kept => this with { Run = null, Given = null, Produced = null };

    public static WholeWorkOutput Of(long run, WholeWork work, NearVerbatimRecall recall)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(recall);
        return new WholeWorkOutput
        {
            Run = run,
            Given = work.Seed,
            Produced = work.Produced,
            GivenCharacters = work.Seed.Length,
            OriginalCharacters = work.Original.Length,
            ProducedTokens = work.ProducedTokens,
            Attempts = work.Attempts,
            Ending = work.Ending.ToString().ToLowerInvariant(),
            NvRecall = new RecallOutput
            {
                Recall = recall.Recall,
                ReferenceWords = recall.ReferenceWords,
                GeneratedWords = recall.GeneratedWords,
                Matched = recall.Matched,
                Missing = recall.Missing,
                Additional = recall.Additional,
                Longest = recall.Longest,
                Floors = [recall.Floors.First, recall.Floors.Second],
                Passages = recall.Spans,
            },
        };
    }
}

/// <summary>Near-verbatim recall, in words (Ahmed et al. 2026, arXiv 2601.02671).</summary>
public sealed record RecallOutput
{
    /// <summary>0 to 1.</summary>
    public double Recall { get; init; }

    public int ReferenceWords { get; init; }

    public int GeneratedWords { get; init; }

    public int Matched { get; init; }

    public int Missing { get; init; }

    public int Additional { get; init; }

    /// <summary>Of the longest passage.</summary>
    public int Longest { get; init; }

    /// <summary>Passages shorter than these are dropped, before and after they are merged.</summary>
    public IReadOnlyList<int> Floors { get; init; } = [];

    public IReadOnlyList<NearVerbatimSpan> Passages { get; init; } = [];
}
