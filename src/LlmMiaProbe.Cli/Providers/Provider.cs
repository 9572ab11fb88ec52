namespace LlmMiaProbe.Cli.Providers;

/// <summary>A part that needs packages of its own, so that a build may leave it out.</summary>
/// <param name="Name">What it brings.</param>
/// <param name="Property">The build property that adds it.</param>
/// <param name="Version">Version of what it brings; null if this program was built without it.</param>
internal sealed record Provider(string Name, string Property, string? Version)
{
    public static Provider LlamaSharp { get; } = new("LLamaSharp", "WithLlamaSharp", LlmMiaProbe.LlamaSharp.LlamaSharpEngine.PackageVersion);

    public static Provider SemanticKernel { get; } = new("Semantic Kernel", "WithSemanticKernel", SemanticKernelProvider.Version);

    public static Provider Tokenizers { get; } = new("ML.Tokenizers", "WithTokenizers", TokenizersProvider.Version);

    public static IReadOnlyList<Provider> All { get; } = [LlamaSharp, SemanticKernel, Tokenizers];

    /// <summary>Whether it is there, in a few words.</summary>
    public string Found => Version is null ? $"built without {Name}; build with -p:{Property}=true" : $"{Name} {Version}, built in";

    /// <summary>What to say where it is asked for and not there.</summary>
    public PrerequisiteException Missing(string option) =>
        new($"{option} needs {Name}, and this program was built without {Name}: build it with -p:{Property}=true, or leave the option out.");
}
