using LlmMiaProbe.Cli.Tests.Console;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

[Collection(LabRunCollection.Name)]
public sealed class NarrowTerminalTests(LabRun lab) : IDisposable
{
    private readonly ProbeScene _scene = lab.Copy();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task The_result_keeps_to_the_width_and_every_attack_to_one_line(int width)
    {
        var shown = (await _scene.RunAsync(new TerminalScene(width: width), "runs", "show", "1", "--store", _scene.Store)).AssertSucceeded();

        // The command to go on with is never broken.
        Assert.All(shown.OutputLines.Where(line => !line.StartsWith("next", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, width));
        Assert.All(
            lab.Outcome.Json.GetProperty("attacks").EnumerateArray().Select(attack => attack.GetProperty("id").GetString()),
            id => Assert.Single(shown.OutputLines, line => line.StartsWith($"{id} ", StringComparison.Ordinal)));
        Assert.Contains($"mia-probe report 1 --open --store {_scene.Store}\n", shown.Output, StringComparison.Ordinal);
    }
}
