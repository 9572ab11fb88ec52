using LlmMiaProbe.Attacks;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>Attacks in sentences: parameters that have their defaults stand once, in the table.</summary>
internal sealed class AttackNames
{
    private readonly (string Id, string Short)[] _names;

    private AttackNames((string Id, string Short)[] names) => _names = names;

    public static AttackNames Of(RunEvaluation evaluation) => new(
    [
        .. evaluation.Attacks.Select(attack => attack.Attack)
            .Select(id => (Id: id, Short: AttackSelection.Parse(id)[0].ShortId))
            .Where(name => name.Short != name.Id)
            // One id may begin with another one.
            .OrderByDescending(name => name.Id.Length),
    ]);

    /// <summary>A text with the short forms.</summary>
    public string In(string text) => _names.Aggregate(text, (shortened, name) => shortened.Replace(name.Id, name.Short, StringComparison.Ordinal));
}
