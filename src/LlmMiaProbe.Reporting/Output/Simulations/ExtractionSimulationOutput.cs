using LlmMiaProbe.Extraction;

namespace LlmMiaProbe.Reporting;

/// <summary>What defences would change in an extraction run.</summary>
/// <param name="Documents">Documents with windows.</param>
/// <param name="Windows">Their windows.</param>
/// <param name="Characters">Under a suffix.</param>
/// <param name="Budgets">Draws of each window.</param>
/// <param name="Rows">A defence and decoding each, the run as it is first.</param>
public sealed record ExtractionSimulationOutput(
    int Documents, int Windows, long Characters, IReadOnlyList<int> Budgets, IReadOnlyList<DefendedExtractionOutput> Rows)
{
    public static ExtractionSimulationOutput Of(SimulatedExtraction simulated) => new(
        simulated.Documents, simulated.Windows, simulated.Characters, simulated.Budgets, [.. simulated.Rows.Select(DefendedExtractionOutput.Of)]);
}

/// <summary>What comes out under a defence; null where nothing can be told.</summary>
/// <param name="Defence">Null for the run as it is.</param>
/// <param name="Decoding">The scheme.</param>
/// <param name="AtLeast">The least that it can be.</param>
/// <param name="AtMost">The most.</param>
public sealed record DefendedExtractionOutput(string? Defence, string Decoding, EmissionOutput? AtLeast, EmissionOutput? AtMost)
{
    internal static DefendedExtractionOutput Of(DefendedExtraction row) =>
        new(row.Defence?.Id, row.Scheme.Id, EmissionOutput.Of(row.AtLeast), EmissionOutput.Of(row.AtMost));
}

/// <summary>What comes out of windows.</summary>
/// <param name="Coverage">Share of characters by least p_z.</param>
/// <param name="GreedyWindows">Windows that greedy decoding emits.</param>
/// <param name="WindowsEmitted">Expected share by budget.</param>
/// <param name="CharactersEmitted">Expected share by budget.</param>
public sealed record EmissionOutput(
    IReadOnlyDictionary<string, double> Coverage, int? GreedyWindows, IReadOnlyList<double> WindowsEmitted, IReadOnlyList<double> CharactersEmitted)
{
    internal static EmissionOutput? Of(EmissionFigures? figures) => figures is null
        ? null
        : new EmissionOutput(ExtractionNumbers.ByThreshold(figures.Coverage), figures.GreedyWindows, figures.WindowsEmitted, figures.CharactersEmitted);
}
