using System.Text.RegularExpressions;

namespace LlmMiaProbe.Attacks;

/// <summary>All attacks in ordinal order of their ids: those of this assembly, found by reflection, and those that a program adds.</summary>
public static partial class AttackCatalog
{
    private static readonly Lock s_gate = new();

    private static volatile IReadOnlyList<IAttack> s_all = Sorted(
        typeof(AttackCatalog).Assembly.GetTypes()
            .Where(type => type is { IsSealed: true, IsAbstract: false } && type.IsAssignableTo(typeof(IAttack)))
            .Where(type => type.GetConstructor(Type.EmptyTypes) is not null)
            .Select(type => (IAttack)Activator.CreateInstance(type)!));

    public static IReadOnlyList<IAttack> All => s_all;

    public static IAttack? Find(string id) => All.FirstOrDefault(attack => attack.Description.Id == id);

    /// <summary>
    /// Adds an attack of a program's own; from then on it is listed, documented and run like all others. One that is there already is left
    /// as it is.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// Its id is no lower-case words joined by hyphens, another attack has it, or it judges neither documents nor populations.
    /// </exception>
    public static void Add(IAttack attack)
    {
        ArgumentNullException.ThrowIfNull(attack);
        var id = attack.Description.Id;
        if (attack is not (IDocumentAttack or IPopulationAttack))
        {
            throw new ArgumentException($"The attack '{id}' has to be an {nameof(IDocumentAttack)} or an {nameof(IPopulationAttack)}.", nameof(attack));
        }

        if (!Kebab().IsMatch(id))
        {
            throw new ArgumentException($"'{id}' is no id of an attack: use lower-case words joined by hyphens, such as my-attack.", nameof(attack));
        }

        lock (s_gate)
        {
            if (Find(id) is not { } other)
            {
                s_all = Sorted(s_all.Append(attack));
            }
            else if (other.GetType() != attack.GetType())
            {
                throw new ArgumentException($"There is an attack '{id}' already ({other.GetType().FullName}): choose another id.", nameof(attack));
            }
        }
    }

    private static IReadOnlyList<IAttack> Sorted(IEnumerable<IAttack> attacks) => [.. attacks.OrderBy(attack => attack.Description.Id, StringComparer.Ordinal)];

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();
}
