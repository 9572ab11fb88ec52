using System.Text.Json;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>What a command returned and wrote.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output as one JSON document.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Standard output as one JSON object a line.</summary>
    public JsonElement[] JsonLines => [.. OutputLines.Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Asserts a failure that a user can act on: this exit code, this one line, no result and no trace.</summary>
    public void AssertFailed(int exitCode, string message)
    {
        Assert.Equal($"error: {message}", Assert.Single(ErrorLines, line => line.StartsWith("error: ", StringComparison.Ordinal)));
        Assert.Equal(exitCode, ExitCode);
        Assert.Empty(Output);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }

    public Outcome AssertSucceeded()
    {
        Assert.DoesNotContain("error: ", Error, StringComparison.Ordinal);
        Assert.Equal(0, ExitCode);
        return this;
    }
}
