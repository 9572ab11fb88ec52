using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Gates;

/// <summary>The attack that a gate names.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Spelled">The id with every parameter; null if the gate gives none and any values will do.</param>
public sealed record GatedAttack(string Id, string? Spelled)
{
    /// <summary>The one attack out of some that is meant.</summary>
    /// <param name="scored">Spelled-out ids.</param>
    /// <param name="reason">Why there is none, as words that follow the gate's; null if there is one.</param>
    public string? Among(IEnumerable<string> scored, out string? reason)
    {
        var all = scored.ToList();
        var same = all.Where(Means).ToList();
        reason = same.Count switch
        {
            1 => null,
            0 when all.Count == 0 => $"{this} is not among the attacks, of which there are none",
            0 => $"{this} is not among the attacks, which are {string.Join(", ", all)}",
            _ => $"{Id} was asked for with several parameters; name one of {string.Join(", ", same)}",
        };
        return reason is null ? same[0] : null;
    }

    /// <param name="attack">Spelled out.</param>
    internal bool Means(string attack) => Spelled is null ? attack.Split('(')[0] == Id : attack == Spelled;

    public override string ToString() => Spelled ?? Id;

    /// <exception cref="ConfigurationException">There is no such attack, or a parameter is wrong; the message says which, without a beginning.</exception>
    internal static GatedAttack Parse(string text)
    {
        var attack = AttackSelection.ParseOne(text, "");
        return new GatedAttack(
            attack.Attack.Description.Id, text.Contains('(', StringComparison.Ordinal) && attack.Attack.Description.Parameters.Count > 0 ? attack.Id : null);
    }
}
