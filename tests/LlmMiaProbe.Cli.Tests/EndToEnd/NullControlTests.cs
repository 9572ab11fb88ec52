using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Documents that the target was never trained on, called members or non-members at random: nothing may be found.</summary>
[Collection(NativeCollection.Name)]
public sealed class NullControlTests : IDisposable
{
    private const int Splits = 40;

    // 3 / 60 is .05: a p-value of a twentieth is on the grid.
    private const int NonMembers = 59;
    private const int CalledMembers = 60;

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Intervals_cover_one_half_and_a_twentieth_of_the_p_values_is_below_a_twentieth()
    {
        var neverTrainedOn = File.ReadLines(ProbeScene.Passages).Select(line => JsonNode.Parse(line)?.AsObject() ?? [])
            .Where(passage => passage["label"]?.GetValue<string>() == "nonmember").Where((_, i) => i % 3 == 0).Take(NonMembers + CalledMembers).ToList();
        var covered = new Dictionary<string, int>(StringComparer.Ordinal);
        var below = new Dictionary<string, int>(StringComparer.Ordinal);
        var toldApartByWords = 0;
        for (var split = 0; split < Splits; split++)
        {
            var order = neverTrainedOn.ToArray();
            new Random(split).Shuffle(order);
            var corpus = _scene.Write("split.jsonl", string.Concat(order.Select((passage, i) => Labelled(passage, i < CalledMembers ? "member" : "nonmember"))));
            var result = (await _scene.ProbeAsync("--reference", ProbeScene.Base, "--corpus", corpus, "--resamples", "200", "--output", "json")).AssertSucceeded().Json;
            foreach (var attack in result.GetProperty("attacks").EnumerateArray())
            {
                var id = attack.GetProperty("id").GetString() ?? "";
                var isCovered = attack.GetProperty("aucLow").GetDouble() <= .5 && attack.GetProperty("aucHigh").GetDouble() >= .5;
                covered[id] = covered.GetValueOrDefault(id) + (isCovered ? 1 : 0);
            }

            toldApartByWords += result.GetProperty("dataHealth").GetProperty("labels").GetProperty("words").GetProperty("separates").GetBoolean() ? 1 : 0;
            foreach (var line in (await _scene.RunAsync("runs", "export", $"{split + 1}", "--store", _scene.Store)).AssertSucceeded().JsonLines)
            {
                var id = line.GetProperty("attack").GetString() ?? "";
                below[id] = below.GetValueOrDefault(id) + (line.GetProperty("pValue") is { ValueKind: JsonValueKind.Number } p && p.GetDouble() <= .05 ? 1 : 0);
            }
        }

        Assert.True(covered.Count >= 15, $"Only {covered.Count} attacks were judged.");
        Assert.Empty(covered.Where(attack => attack.Value < .9 * Splits).Select(attack => $"{attack.Key}: {attack.Value} of {Splits}"));
        Assert.Empty(below.Where(attack => !HoldsOneTwentieth(attack.Value)).Select(attack => $"{attack.Key}: {attack.Value} of {Splits * CalledMembers}"));
        Assert.True(toldApartByWords <= .1 * Splits, $"Words told {toldApartByWords} of {Splits} random splits apart.");
    }

    private static bool HoldsOneTwentieth(int below)
    {
        var interval = ClopperPearson.Of(below, Splits * CalledMembers, .99);
        return interval.Low <= .05 && interval.High >= .05;
    }

    private static string Labelled(JsonObject passage, string label)
    {
        var labelled = passage.DeepClone().AsObject();
        labelled["label"] = label;
        return labelled.ToJsonString() + "\n";
    }
}
