namespace LlmMiaProbe.Hosted.Routes;

/// <summary>The ways to score given text, in the order in which they are tried.</summary>
internal static class PromptRoutes
{
    public static IReadOnlyList<IPromptRoute> All { get; } =
    [
        new EchoRoute(maxTokens: 0),
        new EchoRoute(maxTokens: 1),
        new PromptLogProbsRoute(),
        new TogetherRoute(),
        new SglangRoute(),
        new TgiRoute(),
    ];

    /// <summary>The one with this name; of several the last, which every server takes.</summary>
    public static IPromptRoute Named(string name) => All.Last(route => route.Name == name);
}
