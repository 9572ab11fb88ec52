using System.Globalization;

namespace LlmMiaProbe.Defences;

/// <summary>Reads selections such as <c>topk=5,1,0</c>, <c>round=0.01</c> and <c>no-echo</c>.</summary>
public static class DefenceSelection
{
    private const string Known = "topk=1 and topk=0, round=STEP (0.0001 to 10 nats) and no-echo";

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

        var values = parts.Length == 2 ? parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
        if (parts[0] == "topk" && values.FirstOrDefault(value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k > TopKOnly.Largest) is { } more)
        {
            throw new ConfigurationException($"topk={more} needs the {more} likeliest tokens of every place, and the store keeps the likeliest only: name topk=1 or topk=0.");
        }

        List<Defence?> found = parts[0] switch
        {
            "topk" => [.. values.Select(value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k <= TopKOnly.Largest ? new TopKOnly(k) : null)],
            "round" => [.. values.Select(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var step) && step is >= 0.0001 and <= 10 ? new Rounded(step) : null)],
            _ => [],
        };
        return found.Count > 0 && found.TrueForAll(defence => defence is not null)
            ? found.OfType<Defence>()
            : throw new ConfigurationException($"'{text}' is no defence that can be simulated: the defences are {Known}.");
    }
}
