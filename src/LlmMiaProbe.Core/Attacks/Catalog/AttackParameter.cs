namespace LlmMiaProbe.Attacks;

/// <summary>A number that tunes an attack.</summary>
/// <param name="Name">As written in <c>min-k(k=0.2)</c>.</param>
/// <param name="Default">The paper's value.</param>
/// <param name="Minimum">Smallest allowed value, inclusive.</param>
/// <param name="Maximum">Largest allowed value, inclusive.</param>
/// <param name="Meaning">One line, with the unit.</param>
public sealed record AttackParameter(string Name, double Default, double Minimum, double Maximum, string Meaning)
{
    /// <summary>Only whole numbers are allowed.</summary>
    public bool IsInteger { get; init; }

    public bool Allows(double value) => value >= Minimum && value <= Maximum && (!IsInteger || value == Math.Floor(value));
}
