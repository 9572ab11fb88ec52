using System.CommandLine;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>Options that several lab commands have.</summary>
internal static class LabOptions
{
    public static Option<string?> Base() => new("--base") { Description = "GGUF to start from, with F32, F16 or BF16 weights", HelpName = "file" };

    public static Option<int?> Rank(string description) => NumberOption.WholeOrNone("--lora", description, 1, 256);

    /// <exception cref="ConfigurationException">None was given.</exception>
    public static string RequireBase(string? path) =>
        path ?? throw new ConfigurationException("No base model was given: add --base FILE.gguf, the model to start from.");
}
