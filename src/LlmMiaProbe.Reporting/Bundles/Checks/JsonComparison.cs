using System.Text.Json;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Holds a JSON value of a bundle against one that was computed again, and names each key that differs.</summary>
/// <param name="findings">Receives what differs.</param>
/// <param name="file">For people.</param>
internal sealed class JsonComparison(BundleFindings findings, string file)
{
    /// <summary>Whether an earlier program may have written no such key.</summary>
    public bool MayLack { get; init; }

    /// <summary>Largest difference of numbers, relative above 1.</summary>
    public double Tolerance { get; init; }

    /// <summary>What stands before a value that was computed again.</summary>
    public string Expected { get; init; } = "computed again it is";

    /// <summary>Whether a key is left out, by its path.</summary>
    public Func<string, bool> IsLeftOut { get; init; } = _ => false;

    /// <summary>Keys that were expected and are not there, where that may be.</summary>
    public IReadOnlyCollection<string> Lacking => _lacking;

    /// <summary>Numbers that were held against each other.</summary>
    public long Numbers { get; private set; }

    private readonly SortedSet<string> _lacking = new(StringComparer.Ordinal);

    public void Compare(JsonElement stated, JsonElement computed, string path = "")
    {
        if (IsLeftOut(path))
        {
            return;
        }

        if (stated.ValueKind != computed.ValueKind)
        {
            Differ(stated, computed, path);
        }
        else if (stated.ValueKind == JsonValueKind.Object)
        {
            CompareObjects(stated, computed, path);
        }
        else if (stated.ValueKind == JsonValueKind.Array)
        {
            CompareArrays(stated, computed, path);
        }
        else if (stated.ValueKind == JsonValueKind.Number)
        {
            Numbers++;
            if (!IsClose(stated.GetDouble(), computed.GetDouble(), Tolerance))
            {
                Differ(stated, computed, path);
            }
        }
        else if (stated.ValueKind == JsonValueKind.String && !SameText(stated, computed))
        {
            Differ(stated, computed, path);
        }
    }

    public static bool IsClose(double stated, double computed, double tolerance) =>
        stated.Equals(computed) || Math.Abs(stated - computed) <= tolerance * Math.Max(1, Math.Abs(computed));

    private static bool SameText(JsonElement stated, JsonElement computed)
    {
        try
        {
            return stated.GetString() == computed.GetString();
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void CompareObjects(JsonElement stated, JsonElement computed, string path)
    {
        foreach (var property in stated.EnumerateObject())
        {
            var inner = Join(path, property.Name);
            if (computed.TryGetProperty(property.Name, out var other))
            {
                Compare(property.Value, other, inner);
            }
            else if (!IsLeftOut(inner))
            {
                findings.Mismatch($"{file} has the unknown key {BundleText.Quote(inner)}");
            }
        }

        foreach (var property in computed.EnumerateObject())
        {
            var inner = Join(path, property.Name);
            if (stated.TryGetProperty(property.Name, out _) || IsLeftOut(inner))
            {
                continue;
            }

            if (MayLack)
            {
                _lacking.Add(inner);
            }
            else
            {
                findings.Mismatch($"{file} lacks '{inner}'");
            }
        }
    }

    private void CompareArrays(JsonElement stated, JsonElement computed, string path)
    {
        if (stated.GetArrayLength() != computed.GetArrayLength())
        {
            findings.Mismatch($"{file}: '{path}' has {stated.GetArrayLength()} entries; {Expected} {computed.GetArrayLength()}");
            return;
        }

        var i = 0;
        foreach (var (one, other) in stated.EnumerateArray().Zip(computed.EnumerateArray()))
        {
            Compare(one, other, $"{path}[{NameOf(other) ?? $"{i}"}]");
            i++;
        }
    }

    /// <summary>What tells an entry of a list from the others, for people.</summary>
    private static string? NameOf(JsonElement entry)
    {
        foreach (var key in (string[])["attack", "document", "id", "role", "request"])
        {
            if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(key, out var name) && name.ValueKind == JsonValueKind.String)
            {
                return BundleText.Quote(name.GetString() ?? "");
            }
        }

        return null;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private void Differ(JsonElement stated, JsonElement computed, string path) =>
        findings.Mismatch($"{file}: '{path}' is {Shown(stated)}; {Expected} {Shown(computed)}");

    private static string Shown(JsonElement element) => element.GetRawText() is { Length: > 80 } text ? $"{text[..77]}..." : element.GetRawText();
}
