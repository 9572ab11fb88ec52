using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Cli;

/// <summary>What an <c>ask</c> command is to do.</summary>
internal sealed record AskRequest
{
    /// <summary>As typed, such as <c>decop</c>.</summary>
    public required string Name { get; init; }

    public required IQuestionMethod Method { get; init; }

    /// <summary>The prompts that it asks.</summary>
    public required IReadOnlyList<PromptTemplate> Prompts { get; init; }

    /// <summary>What was set of the method, by the name of the parameter.</summary>
    public required IReadOnlyDictionary<string, object> Values { get; init; }

    /// <summary>Folder of prompts in place of built-in ones, an absolute path, or null.</summary>
    public string? PromptFolder { get; init; }

    /// <summary>The method's own options as they would be typed, with a space before each.</summary>
    public required string Options { get; init; }

    /// <summary>GGUF file of the model that writes paraphrases, or null.</summary>
    public string? Paraphraser { get; init; }

    /// <summary>Name at the endpoint of the model that writes paraphrases, or null.</summary>
    public string? HostedParaphraser { get; init; }
}
