using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Attacks;

/// <summary>What <c>attacks show</c> prints.</summary>
public sealed record AttackDescription
{
    /// <summary>Kebab-case, stable.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The formula, in the notation of the help: x_t token, lp_t its log-probability in nats, N scored tokens.</summary>
    public required string Formula { get; init; }

    /// <summary>Authors, year and identifier of the paper.</summary>
    public required string Paper { get; init; }

    /// <summary>When it works, when it misleads, and what it says about short documents.</summary>
    public required string Notes { get; init; }

    /// <summary>Runs only when named, because it costs further forward passes or needs further files.</summary>
    public bool OnRequest { get; init; }

    /// <summary>What it reads of target and reference beside log-probabilities.</summary>
    public ScoreColumns Columns { get; init; }

    /// <summary>
    /// Whether it reads compressed lengths, which can be compared only where they mean the same
    /// (<see cref="Corpora.ZlibLengthMeter.Method"/>).
    /// </summary>
    public Func<AttackSettings, bool> Compresses { get; init; } = _ => false;

    public IReadOnlyList<AttackParameter> Parameters { get; init; } = [];
}
