namespace LlmMiaProbe.Attacks;

/// <summary>All attacks of this assembly, found by reflection, in ordinal order of their ids.</summary>
public static class AttackCatalog
{
    public static IReadOnlyList<IAttack> All { get; } =
    [
        .. typeof(AttackCatalog).Assembly.GetTypes()
            .Where(
                type => type is { IsSealed: true, IsAbstract: false }
                    && type.IsAssignableTo(typeof(IAttack))
                    && type.GetConstructor(Type.EmptyTypes) is not null)
            .Select(type => (IAttack)Activator.CreateInstance(type)!)
            .OrderBy(attack => attack.Description.Id, StringComparer.Ordinal),
    ];

    public static IAttack? Find(string id) => All.FirstOrDefault(attack => attack.Description.Id == id);
}
