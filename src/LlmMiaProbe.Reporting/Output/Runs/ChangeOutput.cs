using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>An attack in two runs.</summary>
/// <param name="Id">With its parameters spelled out.</param>
/// <param name="Headline">Whether its result counts.</param>
/// <param name="N">Documents that both scored.</param>
/// <param name="Auc">Over these.</param>
/// <param name="Intervals">How they were made.</param>
/// <param name="Statement">A sentence.</param>
/// <param name="Reason">Why there is no change.</param>
public sealed record ComparedAttackOutput(
    string Id, bool Headline, ComparedLabelsOutput N, AucChangeOutput Auc, string? Intervals, string? Statement, string? Reason)
{
    internal static ComparedAttackOutput Of(AttackChange change, long earlier, long later) => new(
        change.Attack,
        change.IsHeadline,
        new ComparedLabelsOutput(change.Members, change.NonMembers),
        AucChangeOutput.Of(change.Earlier, change.Later, change.Change),
        change.Intervals?.Note,
        ChangeStatement.Of(change, earlier, later),
        change.Reason);
}

/// <summary>Documents by label.</summary>
public sealed record ComparedLabelsOutput(int Member, int Nonmember);

/// <summary>An AUC in two runs, the change and the ends of its 95% interval.</summary>
public sealed record AucChangeOutput(double? Earlier, double? Later, double? Change, double? ChangeLow, double? ChangeHigh)
{
    internal static AucChangeOutput Of(double? earlier, double? later, Estimate? change) => new(earlier, later, change?.Value, change?.Low, change?.High);
}

/// <summary>The share of characters that two targets emit, the change and the ends of its 95% interval.</summary>
/// <param name="Threshold">The least probability p_z.</param>
/// <param name="Earlier">Share in the earlier run.</param>
/// <param name="Later">Share in the later run.</param>
/// <param name="Change">Without an interval too.</param>
/// <param name="ChangeLow">Null if there is too little to draw from.</param>
/// <param name="ChangeHigh">Null with it.</param>
/// <param name="Statement">A sentence.</param>
public sealed record CoverageChangeOutput(
    double Threshold, double Earlier, double Later, double Change, double? ChangeLow, double? ChangeHigh, string Statement)
{
    internal static CoverageChangeOutput Of(CoverageChange change, long earlier, long later) => new(
        change.Threshold,
        change.Earlier,
        change.Later,
        change.Change?.Value ?? change.Later - change.Earlier,
        change.Change?.Low,
        change.Change?.High,
        ChangeStatement.Of(change, earlier, later));
}
