using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Attacks;

/// <summary>Reads selections such as <c>loss,min-k(k=0.1),min-k(k=0.2)</c>.</summary>
public static partial class AttackSelection
{
    /// <exception cref="ConfigurationException">
    /// Unknown attack or parameter (with the nearest known), value out of range, syntax, or no attack at all.
    /// </exception>
    public static IReadOnlyList<ConfiguredAttack> Parse(string selection) => Parse([selection]);

    /// <inheritdoc cref="Parse(string)"/>
    public static IReadOnlyList<ConfiguredAttack> Parse(IEnumerable<string> selections)
    {
        ConfiguredAttack[] attacks =
        [
            .. selections.SelectMany(ListText.Split).Select(text => ParseOne(text, "--attacks: ")).DistinctBy(attack => attack.Id),
        ];
        return attacks.Length > 0
            ? attacks
            : throw new ConfigurationException("--attacks: names no attack; write ids separated by commas such as loss,min-k(k=0.2), or leave it out for all.");
    }

    /// <summary>Every attack with its default parameters.</summary>
    public static IReadOnlyList<ConfiguredAttack> All =>
        [.. AttackCatalog.All.Select(attack => new ConfiguredAttack(attack, AttackSettings.Default))];

    /// <summary>The attacks that run when none is named.</summary>
    public static IReadOnlyList<ConfiguredAttack> Defaults => [.. All.Where(attack => !attack.Attack.Description.OnRequest)];

    /// <param name="text">One attack with or without parameters.</param>
    /// <param name="origin">What messages begin with.</param>
    /// <exception cref="ConfigurationException">Unknown attack or parameter, value out of range, or syntax.</exception>
    internal static ConfiguredAttack ParseOne(string text, string origin)
    {
        var match = Syntax().Match(text);
        if (!match.Success)
        {
            throw new ConfigurationException(
                $"{origin}'{text}' cannot be read; write an id such as loss, or an id with parameters such as min-k(k=0.2), separated by commas.");
        }

        var id = match.Groups["id"].Value;
        var attack = AttackCatalog.Find(id) ?? throw new ConfigurationException(
            $"{origin}there is no attack '{id}'{Nearest(id, AttackCatalog.All.Select(a => a.Description.Id))} 'mia-probe attacks list' shows all.");
        var given = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var assignment in ListText.Split(match.Groups["arguments"].Value))
        {
            var (name, value) = ParseAssignment(attack.Description, text, assignment, origin);
            if (!given.TryAdd(name, value))
            {
                throw new ConfigurationException($"{origin}in '{text}', {name} is given twice; to run an attack with several values, name it several times.");
            }
        }

        return new ConfiguredAttack(attack, new AttackSettings(given));
    }

    private static (string Name, double Value) ParseAssignment(AttackDescription attack, string text, string assignment, string origin)
    {
        var parts = assignment.Split('=', 2, StringSplitOptions.TrimEntries);
        var parameter = attack.Parameters.FirstOrDefault(p => p.Name == parts[0]);
        if (parameter is null)
        {
            var known = attack.Parameters.Count == 0 ? "it has none" : $"it has {string.Join(", ", attack.Parameters.Select(p => p.Name))}";
            throw new ConfigurationException($"{origin}{attack.Id} has no parameter '{parts[0]}' ({known}).");
        }

        var range = string.Create(
            CultureInfo.InvariantCulture, $"a {(parameter.IsInteger ? "whole " : "")}number from {parameter.Minimum} to {parameter.Maximum}");
        return parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && parameter.Allows(value)
            ? (parameter.Name, value)
            : throw new ConfigurationException($"{origin}in '{text}', {parameter.Name} must be {range} ({parameter.Meaning}).");
    }

    private static string Nearest(string id, IEnumerable<string> known) =>
        NearestName.Find(id, known) is { } nearest ? $"; did you mean '{nearest}'?" : ";";

    [GeneratedRegex(@"^(?<id>[^()\s,=]+)\s*(\((?<arguments>[^()]*)\))?$")]
    private static partial Regex Syntax();
}
