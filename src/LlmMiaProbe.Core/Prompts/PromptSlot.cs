using System.Reflection;

namespace LlmMiaProbe.Prompts;

/// <summary>A question that some method asks, and what it can put into the prompt.</summary>
/// <param name="Name">Name of the prompt that is used.</param>
/// <param name="Required">Variables that the prompt must use.</param>
/// <param name="Optional">Variables that it may use besides.</param>
public sealed record PromptSlot(string Name, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
{
    /// <summary>How endpoints without completions are asked to continue a text.</summary>
    public static readonly PromptSlot ContinueText = new("continue-text", ["beginning"], []);

    /// <summary>All of them by name: those that methods declare beside themselves are found by reflection.</summary>
    public static IReadOnlyList<PromptSlot> All { get; } =
    [
        .. typeof(PromptSlot).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(PromptSlot) && !field.DeclaringType!.ContainsGenericParameters)
            .Select(field => (PromptSlot)field.GetValue(null)!)
            .OrderBy(slot => slot.Name, StringComparer.Ordinal),
    ];
}
