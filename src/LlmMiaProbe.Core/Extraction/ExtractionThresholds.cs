namespace LlmMiaProbe.Extraction;

/// <summary>Where coverage and draws are read off.</summary>
public static class ExtractionThresholds
{
    /// <summary>Probabilities p_z, descending.</summary>
    public static IReadOnlyList<double> Coverage { get; } = [.5, .1, .01, .001];

    /// <summary>Probabilities p of at least one success in n draws, ascending.</summary>
    public static IReadOnlyList<double> Success { get; } = [.5, .9, .99];
}
