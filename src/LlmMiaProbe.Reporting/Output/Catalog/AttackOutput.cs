using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Reporting;

/// <summary>An attack.</summary>
public sealed record AttackOutput
{
    /// <summary>With its parameters spelled out.</summary>
    public required string Id { get; init; }

    public required string Attack { get; init; }

    public required string Title { get; init; }

    public required string Formula { get; init; }

    public required string Paper { get; init; }

    public required string Notes { get; init; }

    /// <summary>Whether it runs only when named.</summary>
    public required bool OnRequest { get; init; }

    /// <summary>Names such as <c>target/plain</c>.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    public required IReadOnlyList<ParameterOutput> Parameters { get; init; }

    /// <summary>All that there are, with their default parameters.</summary>
    public static IReadOnlyList<AttackOutput> OfAll() => [.. AttackSelection.All.Select(Of)];

    public static AttackOutput Of(ConfiguredAttack attack)
    {
        ArgumentNullException.ThrowIfNull(attack);
        var description = attack.Attack.Description;
        return new AttackOutput
        {
            Id = attack.Id,
            Attack = description.Id,
            Title = description.Title,
            Formula = description.Formula,
            Paper = description.Paper,
            Notes = description.Notes,
            OnRequest = description.OnRequest,
            Evidence = [.. attack.Evidence.Select(request => request.Name)],
            Parameters = [.. description.Parameters.Select(ParameterOutput.Of)],
        };
    }
}

/// <summary>A parameter of an attack.</summary>
public sealed record ParameterOutput(string Name, string Meaning, double Default, double Minimum, double Maximum, bool WholeNumber)
{
    internal static ParameterOutput Of(AttackParameter parameter) =>
        new(parameter.Name, parameter.Meaning, parameter.Default, parameter.Minimum, parameter.Maximum, parameter.IsInteger);
}
