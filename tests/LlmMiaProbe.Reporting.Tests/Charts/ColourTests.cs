using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmMiaProbe.Reporting.Html;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Reporting.Tests.Charts;

/// <summary>What is told by colour is told without: to those who see other colours by colours that stay apart, in grey by dashes, shapes and steps of light.</summary>
public sealed partial class ColourTests
{
    /// <summary>Of linear light (Machado, Oliveira and Fernandes 2009, severity 1).</summary>
    private static readonly Dictionary<string, double[][]> s_vision = new()
    {
        ["usual"] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        ["protanopia"] = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        ["deuteranopia"] = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        ["tritanopia"] = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    };

    [Theory]
    [InlineData("usual")]
    [InlineData("protanopia")]
    [InlineData("deuteranopia")]
    [InlineData("tritanopia")]
    public void Colours_of_series_stay_apart_for_every_kind_of_colour_vision(string vision)
    {
        foreach (var dark in new[] { false, true })
        {
            foreach (var (first, second) in new[] { ("member", "nonmember"), ("warn", "muted"), ("good", "warn"), ("member", "d0") })
            {
                var (a, b) = (Lab(Seen(Colour(first, dark), vision)), Lab(Seen(Colour(second, dark), vision)));
                var apart = Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
                Assert.True(apart > 12, $"{first} and {second} are {apart:0.0} apart, dark {dark}");
            }
        }
    }

    [Theory]
    [InlineData("s", 0, 8, 1.06)]
    [InlineData("e", 0, 4, 1.35)]
    [InlineData("d", 0, 4, 1.1)]
    [InlineData("d", 8, 4, 1.1)]
    public void Steps_of_a_scale_are_steps_in_grey(string scale, int from, int to, double least)
    {
        foreach (var dark in new[] { false, true })
        {
            var steps = Enumerable.Range(0, Math.Abs(to - from) + 1).Select(i => Luminance(Linear(Colour($"{scale}{from + (i * Math.Sign(to - from))}", dark)))).ToList();
            Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(
                (dark ? (pair.First + .05) / (pair.Second + .05) : (pair.Second + .05) / (pair.First + .05)) >= least, $"{scale}, dark {dark}: {string.Join(", ", steps)}"));
        }
    }

    [Fact]
    public async Task Every_chart_with_several_series_tells_them_by_dash_or_shape_or_text_as_well()
    {
        using var run = await ReportRun.OfAsync(60, "member", "nonmember", "unknown");
        var earlier = run.Run;
        await run.AgainAsync(new ScriptedModel("tuned") { ContextLength = 512 });
        using var scene = new ExtractionScene(text: "Once upon a time in a land");
        var specs = HtmlReport.Specs(run.Store, [run.Run], earlier).Concat(HtmlReport.Specs(scene.Store, [scene.Run])).ToList();
        Assert.Equal(9, specs.Count);
        foreach (var (name, spec) in specs.Where(entry => entry.Key != "correlation"))
        {
            var marks = Encodings(spec).ToList();
            var series = marks.SelectMany(mark => new[] { mark["color"], mark["fill"] }).OfType<JsonObject>().Select(colour => Domain(colour)).Where(domain => domain.Count > 1).ToList();
            Assert.NotEmpty(series);
            foreach (var domain in series.Where(domain => !domain.Contains("worse")))
            {
                Assert.True(
                    marks.SelectMany(mark => new[] { mark["strokeDash"], mark["shape"] }).OfType<JsonObject>().Any(channel => Domain(channel).SequenceEqual(domain)
                        && (channel["scale"]?["range"]?.AsArray() ?? []).Select(one => one?.ToJsonString()).Distinct().Count() >= Math.Min(4, domain.Count) - (name.StartsWith("roc", StringComparison.Ordinal) ? 1 : 0)),
                    $"{name}: {string.Join(", ", domain)}");
            }
        }
    }

    private static IEnumerable<JsonObject> Encodings(JsonNode? spec) => spec is not JsonObject one ? [] :
        [.. one["encoding"] is JsonObject encoding ? new[] { encoding } : [], .. (one["layer"]?.AsArray() ?? []).SelectMany(Encodings)];

    private static List<string?> Domain(JsonObject channel) => [.. (channel["scale"]?["domain"] as JsonArray ?? []).Select(one => one?.ToString())];

    private static double[] Colour(string name, bool dark)
    {
        var match = Variable().Matches(ReportAssets.Style).First(match => match.Groups[1].Value == name);
        var hex = match.Groups[dark ? 3 : 2].Value;
        return [.. Enumerable.Range(0, 3).Select(i => int.Parse(hex.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)];
    }

    private static double[] Linear(double[] colour) => [.. colour.Select(c => c <= .04045 ? c / 12.92 : Math.Pow((c + .055) / 1.055, 2.4))];

    private static double Luminance(double[] linear) => (.2126 * linear[0]) + (.7152 * linear[1]) + (.0722 * linear[2]);

    private static double[] Seen(double[] colour, string vision)
    {
        var linear = Linear(colour);
        return [.. s_vision[vision].Select(row => Math.Clamp(row.Zip(linear, (a, b) => a * b).Sum(), 0, 1))];
    }

    private static double[] Lab(double[] rgb)
    {
        double[] xyz =
        [
            ((.4124 * rgb[0]) + (.3576 * rgb[1]) + (.1805 * rgb[2])) / .9505, Luminance(rgb), ((.0193 * rgb[0]) + (.1192 * rgb[1]) + (.9505 * rgb[2])) / 1.089,
        ];
        var f = xyz.Select(t => t > .008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116)).ToArray();
        return [(116 * f[1]) - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])];
    }

    [GeneratedRegex("--([a-z0-9-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)")]
    private static partial Regex Variable();
}
