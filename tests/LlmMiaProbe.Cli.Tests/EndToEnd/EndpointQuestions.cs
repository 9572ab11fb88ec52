using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>What a command asks an endpoint about itself before anything else, which its budget pays for.</summary>
internal static class EndpointQuestions
{
    /// <summary>What they may take at most.</summary>
    public const int Most = 58;

    /// <summary>To hold an old run against a new one: the texts that models are known by.</summary>
    public static bool Knows(string prompt) => prompt.StartsWith("On the second morning the ferry", StringComparison.Ordinal)
        || prompt.StartsWith("The committee reviewed the annual", StringComparison.Ordinal)
        || prompt.StartsWith("To install the pump, first", StringComparison.Ordinal);

    /// <summary>How many they really are.</summary>
    public static async Task<int> CountAsync(ProbeScene scene, LoopbackEndpoint endpoint, string model, params string[] options)
    {
        var before = endpoint.Requests.Count;
        var found = (await scene.RunAsync(["models", "inspect", "--endpoint", $"{endpoint.Url}", "--endpoint-model", model, .. options, "--output", "json"])).AssertSucceeded();
        var asked = found.Json.GetProperty("inspectionRequests").GetInt32();
        Assert.Equal(endpoint.Requests.Count - before, asked);
        return asked;
    }
}
