using System.Globalization;

namespace LlmMiaProbe.Defences;

/// <summary>Reads selections such as <c>topk=5,1,0</c>, <c>round=0.01</c> and <c>no-echo</c>.</summary>
public static class DefenceSelection
{
    private const string Known = "topk=K (0 to 1,000,000 tokens), round=STEP (0.0001 to 10 nats), no-echo, temperature-floor=T (above 0, at most 10), "
        + "memfree=N (1 to 1,000 tokens), min-match=N (1 to 10,000 words) and budget=N (1 to 1,000,000,000 requests)";

    /// <exception cref="ConfigurationException">A text names no defence, or a value is out of range.</exception>
    public static IReadOnlyList<Defence> Parse(IEnumerable<string> texts)
    {
        Defence[] defences = [.. texts.SelectMany(ParseOne).DistinctBy(defence => defence.Id)];
        return defences.Length > 0 ? defences : throw new ConfigurationException($"No defence was named: the defences are {Known}.");
    }

    private static IEnumerable<Defence> ParseOne(string text)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts is ["no-echo"])
        {
            return [new NoEcho()];
        }

        var values = parts.Length == 2 ? ListText.Split(parts[1]) : [];
        List<Defence?> found = [.. values.Select(value => Of(parts[0], value))];
        return found.Count > 0 && found.TrueForAll(defence => defence is not null)
            ? found.OfType<Defence>()
            : throw new ConfigurationException($"'{text}' is no defence that can be simulated: the defences are {Known}.");
    }

    private static Defence? Of(string name, string value) => name switch
    {
        "topk" => Whole(value, 0, 1_000_000) is { } k ? new TopKOnly(k) : null,
        "round" => Number(value) is >= 0.0001 and <= 10 and var step ? new Rounded(step) : null,
        "temperature-floor" => Number(value) is > 0 and <= 10 and var least ? new TemperatureFloor(least) : null,
        "memfree" => Whole(value, 1, 1000) is { } n ? new MemFree(n) : null,
        "min-match" => Whole(value, 1, 10_000) is { } words ? new MinMatch(words) : null,
        "budget" => Whole(value, 1, 1_000_000_000) is { } requests ? new QueryBudget(requests) : null,
        _ => null,
    };

    private static int? Whole(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
