namespace LlmMiaProbe.Lab;

/// <summary>How documents are divided.</summary>
public sealed record LabSplitSettings
{
    public int Seed { get; init; } = 1;

    /// <summary>Share of all documents that become members.</summary>
    public double Members { get; init; } = 0.45;

    /// <summary>Share of all documents that go to the validation part; what is left are non-members.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Divide a random selection of this many documents; null for all.</summary>
    public int? Sample { get; init; }

    /// <summary>Repetitions, dealt out in turn to members and to non-members (for shadow models that train on them).</summary>
    public IReadOnlyList<int> Repetitions { get; init; } = [1];
}
