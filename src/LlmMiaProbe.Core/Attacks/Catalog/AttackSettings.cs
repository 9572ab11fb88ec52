using System.Globalization;

namespace LlmMiaProbe.Attacks;

/// <summary>The values of an attack's parameters: those given, and the defaults of the rest.</summary>
public sealed class AttackSettings
{
    public static AttackSettings Default { get; } = new(new Dictionary<string, double>());

    private readonly IReadOnlyDictionary<string, double> _given;

    public AttackSettings(IReadOnlyDictionary<string, double> given) => _given = given;

    public double this[AttackParameter parameter] => _given.TryGetValue(parameter.Name, out var value) ? value : parameter.Default;

    /// <summary>The attack's id with every parameter spelled out, such as <c>min-k(k=0.2)</c>; just the id if it has none.</summary>
    public string Spell(AttackDescription attack) => Spell(attack, attack.Parameters);

    /// <summary>The same without the parameters that have their defaults, where there is no room for them.</summary>
    public string SpellShort(AttackDescription attack) => Spell(attack, [.. attack.Parameters.Where(p => this[p] != p.Default)]);

    private string Spell(AttackDescription attack, IReadOnlyList<AttackParameter> parameters) => parameters.Count == 0
        ? attack.Id
        : $"{attack.Id}({string.Join(',', parameters.Select(p => $"{p.Name}={this[p].ToString("R", CultureInfo.InvariantCulture)}"))})";
}
