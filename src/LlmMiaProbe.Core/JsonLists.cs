using System.Text.Json;

namespace LlmMiaProbe;

/// <summary>Lists in JSON that comes from outside. Annotations of types say nothing of the elements of lists.</summary>
public static class JsonLists
{
    /// <summary>Whether a list, at any depth, has null as an element.</summary>
    public static bool HoldNull(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null || HoldNull(item)),
        JsonValueKind.Object => element.EnumerateObject().Any(property => HoldNull(property.Value)),
        _ => false,
    };
}
